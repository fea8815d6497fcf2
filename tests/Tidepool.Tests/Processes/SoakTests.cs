using System.Runtime.InteropServices;

namespace Tidepool.Tests.Processes;

/// <summary>A short run of the soak program: it works, and finds no faults.</summary>
[Trait("Requirement", "B1")]
[Trait("Requirement", "B2")]
[Trait("Requirement", "B4")]
[Trait("Requirement", "B10")]
public class SoakTests
{
    [Fact]
    public async Task Soak_ForAMoment_LosesAndMissesNothing()
    {
        ProgramResult result = await TestProgram.RunAsync(["--minutes", "0.05"], program: "Tidepool.Soak");

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Equal("0", result["failures"]);
        Assert.Equal("0", result["lost buffers"]);
        Assert.All(
            (string[])["second returns", "uses after the return", "returns after overlapping ones", "writes behind the end"],
            misuse => Assert.Equal(result[$"injected: {misuse}"], result[$"detected: {misuse}"]));
        Assert.NotEqual("0", result["operations"]);
        Assert.Equal(RuntimeInformation.FrameworkDescription, result["runtime"]);
    }

    [Theory]
    [InlineData("--minutes", "0")]
    [InlineData("--minutes", "-1")]
    [InlineData("--hours", "1")]
    public async Task Soak_BadArguments_AreRefused(params string[] arguments)
    {
        ProgramResult result = await TestProgram.RunAsync(arguments, program: "Tidepool.Soak");
        Assert.NotEqual(0, result.ExitCode);
        Assert.NotEqual("", result.Error);
    }
}
