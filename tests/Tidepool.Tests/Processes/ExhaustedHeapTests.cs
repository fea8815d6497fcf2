namespace Tidepool.Tests.Processes;

public class ExhaustedHeapTests
{
    /// <summary>192 MiB, in hexadecimal as the runtime reads it.</summary>
    private const string HeapLimit = "0xC000000";

    [Theory]
    [Trait("Requirement", "B10")]
    [Trait("Requirement", "S10")]
    [InlineData(512 * 1024, 0)]
    [InlineData(512 * 1024, 1)]
    [InlineData(1024 * 1024, 262_144)]
    public async Task Rent_HeapExhausted_ThrowsAndThePoolServesAgain(int size, int samplingInterval)
    {
        ProgramResult result = await TestProgram.RunAsync(["exhaust", $"{size}", $"{samplingInterval}"], new() { ["DOTNET_GCHeapHardLimit"] = HeapLimit });

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal("yes", result["failed"]);
        int rented = int.Parse(result["rented"], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange((long)rented * size, 32L * 1024 * 1024, 192L * 1024 * 1024);
        Assert.Equal($"hits 0, idle 0, out {rented}, abandoned 0, adds up yes", result["exhausted"]);
        Assert.Equal("hits 0, idle 4, out 0, abandoned 0, adds up yes", result["returned"]);
        Assert.Equal("hits 4, idle 0, out 8, abandoned 0, adds up yes", result["serving"]);
        Assert.Equal("yes", result["intact"]);
        Assert.Equal("hits 4, idle 4, out 0, abandoned 0, adds up yes", result["returned again"]);
    }
}
