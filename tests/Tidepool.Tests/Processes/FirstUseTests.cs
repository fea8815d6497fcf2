namespace Tidepool.Tests.Processes;

/// <summary>Listeners that use pools in their callbacks. Each test needs a process of its own, in which no code has used a pool
/// before.</summary>
[Trait("Requirement", "S3")]
[Trait("Requirement", "E5")]
public class FirstUseTests
{
    [Theory]
    [InlineData("events", "shared")]
    [InlineData("events", "own")]
    [InlineData("events", "static")]
    [InlineData("meters", "shared")]
    [InlineData("meters", "own")]
    [InlineData("meters", "static")]
    public async Task FirstUse_InAListenersCallback_AndOnAnotherThread_WaitForNobody(string listener, string pool)
    {
        ProgramResult result = await TestProgram.RunAsync(["first-use", listener, pool]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal("yes", result["heard"]);
    }
}
