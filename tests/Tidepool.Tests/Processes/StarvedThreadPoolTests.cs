namespace Tidepool.Tests.Processes;

/// <summary>Runs in a process of its own, whose thread pool can be limited.</summary>
[Trait("Requirement", "B5")]
public class StarvedThreadPoolTests
{
    /// <summary>If all threads of the thread pool wait, none is left to run continuations: a blocked waiter is woken all the same.</summary>
    [Fact]
    public async Task Rent_OnAllThreadsOfALimitedThreadPool_IsServed()
    {
        ProgramResult result = await TestProgram.RunAsync(["starved-thread-pool"]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(("40", "0, waiting: 0"), (result["served"], result["out"]));
    }
}
