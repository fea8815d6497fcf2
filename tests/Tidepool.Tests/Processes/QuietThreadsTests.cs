using System.Globalization;

namespace Tidepool.Tests.Processes;

/// <summary>What a pool keeps for threads that rented once and went quiet. In a process of its own, where no other code uses the heap.</summary>
[Trait("Requirement", "B7")]
public class QuietThreadsTests
{
    /// <summary>The limit from docs/design.md: the size of a thread's tables for one pool, of which the thread uses one size class.</summary>
    private const int MostBytesOfTables = 4 * 1024;

    [Fact]
    public async Task QuietThreads_HoldLittle_AndNoBuffersAfterTheDecayTime()
    {
        ProgramResult result = await TestProgram.RunAsync(["quiet-threads"], []);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.InRange(Number("tables per thread"), 500, MostBytesOfTables);

        // One buffer moves from thread to thread; threads that rent at the same time have one each.
        Assert.InRange(Number("buffers"), 1, 100);
        Assert.Equal(0, Number("held after decay"));

        int Number(string name) => int.Parse(result[name], CultureInfo.InvariantCulture);
    }
}
