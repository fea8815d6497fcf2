namespace Tidepool.Tests.Processes;

/// <summary>The recipe of docs/first-day.md, run as written against a service with three faults: it finds each of them.</summary>
[Trait("Requirement", "B2")]
[Trait("Requirement", "B3")]
public sealed class FirstDayTests : IDisposable
{
    private const string Right = "2170";

    private readonly string _folder = Directory.CreateTempSubdirectory("tidepool-first-day-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task BeforeTheReplacement_NothingShows()
    {
        (ProgramResult result, string report) = await RunAsync("arraypool", "standard");

        Assert.Equal((Right, "True, False", nameof(IOException)), (result["checksum"], result["accepted"], result["sent"]));
        Assert.Equal("", report);
    }

    [Theory]
    [InlineData("standard")]
    [InlineData("unpooled")]
    [InlineData("checked")]
    public async Task SecondReturn_ThrowsInEveryMode_AndTheReportNamesTheMethod(string mode)
    {
        (ProgramResult result, string report) = await RunAsync("tidepool", mode);

        Assert.Equal(nameof(BufferAlreadyReturnedException), result["sent"]);
        Assert.Contains("was returned twice.", report, StringComparison.Ordinal);
        Assert.Contains("FirstDay.Send", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("standard")]
    [InlineData("unpooled")]
    [InlineData("checked")]
    public async Task Leak_IsListedWhenTheProcessEnds_WithTheMethodThatRented(string mode)
    {
        (_, string report) = await RunAsync("tidepool", mode);

        Assert.Contains("FirstDay.Accept", report, StringComparison.Ordinal);
        Assert.DoesNotContain("FirstDay.Checksum", report, StringComparison.Ordinal);
    }

    /// <summary>As the document's table says, a read after the return gives a wrong result only in checked mode, and no mode reports it.</summary>
    [Theory]
    [InlineData("standard", true)]
    [InlineData("unpooled", true)]
    [InlineData("checked", false)]
    public async Task ReadAfterTheReturn_ShowsInCheckedModeOnly(string mode, bool isRight)
    {
        (ProgramResult result, _) = await RunAsync("tidepool", mode);

        // 23 bytes of the pattern 0xDD.
        Assert.Equal(isRight ? Right : "5083", result["checksum"]);
    }

    /// <summary>The document's proof: the wrong value changes with the poison byte.</summary>
    [Theory]
    [InlineData("0x41", "1495")]
    [InlineData("65", "1495")]
    [InlineData("0", "0")]
    public async Task ReadAfterTheReturn_InCheckedMode_FollowsThePoison(string poison, string checksum)
    {
        (ProgramResult result, _) = await RunAsync("tidepool", "checked", poison);

        Assert.Equal(checksum, result["checksum"]);
    }

    private async Task<(ProgramResult Result, string Report)> RunAsync(string pool, string mode, string poison = "")
    {
        string path = Path.Combine(_folder, "report.txt");
        ProgramResult result = await TestProgram.RunAsync(
            ["first-day", pool],
            new() { ["TIDEPOOL_MODE"] = mode, ["TIDEPOOL_REPORT"] = path, ["TIDEPOOL_LEAK_SAMPLING"] = "1", ["TIDEPOOL_POISON"] = poison });
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return (result, File.Exists(path) ? await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) : "");
    }
}
