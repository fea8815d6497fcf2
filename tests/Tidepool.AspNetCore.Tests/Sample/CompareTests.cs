namespace Tidepool.AspNetCore.Tests.Sample;

[Trait("Requirement", "E4")]
public class CompareTests
{
    [Fact]
    public async Task Compare_InItsShortestForm_EndsWell_WithATableOfThreeKinds()
    {
        (int exitCode, string output) = await WebUploadProgram.RunCommandAsync("compare", "--seconds", "6", "--rounds", "1", "--connections", "2");
        Assert.True(exitCode == 0, output);
        string[][] table = [.. output.Split('\n')
            .Where(static line => line.StartsWith('|'))
            .Select(static line => line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries))];
        Assert.Equal(["arraypool", "recyclable", "tidepool"], table[0][1..]);
        string[] titles =
        [
            "requests/s", "MB/s", "latency p50, ms", "latency p99, ms", "processor time per request, µs", "allocated per request, B",
            "collections, generation 0", "collections, generation 1", "collections, generation 2", "time in GC pauses, ms", "peak working set, MiB",
        ];
        Assert.Equal(titles, table[2..].Select(static row => row[0]));
        Assert.All(table.Single(static row => row[0] == "allocated per request, B")[1..], static cell => Assert.False(cell is ['0', ..], cell));
        Assert.Contains(" files came back as they had been sent, 0 came back changed.", output, StringComparison.Ordinal);
        Assert.Contains("heap limit 200 MiB", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--rounds", "0", "--rounds must be a number from 1 to 100, and is '0'.")]
    [InlineData("--seconds", "long", "--seconds must be a number from 0.5 to 36000, and is 'long'.")]
    [InlineData("--seconds", "NaN", "--seconds must be a number from 0.5 to 36000, and is 'NaN'.")]
    [InlineData("--connections", "1.5", "--connections must be a number from 1 to 256, and is '1.5'.")]
    public async Task Option_OutOfItsRange_IsNamed(string option, string value, string message)
    {
        (int exitCode, string output) = await WebUploadProgram.RunCommandAsync("compare", option, value);
        Assert.Equal(1, exitCode);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }
}
