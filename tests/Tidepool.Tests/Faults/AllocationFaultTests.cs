using Tidepool.Streams;
using Tidepool.Tests.Processes;

namespace Tidepool.Tests.Faults;

/// <summary>Each place in the pool that allocates runs out of memory in turn: whatever fails, the statistics add up, no handle's buffer is lost,
/// and the pool keeps working.</summary>
[Trait("Requirement", "B4")]
[Trait("Requirement", "B10")]
[Trait("Requirement", "S10")]
public sealed class AllocationFaultTests : IClassFixture<WovenProgram>
{
    /// <summary>Code that has several buffers, or waits, and fails between renting and recording one, leaves it to the collector, which counts it.</summary>
    private static readonly string[] s_mayLose =
    [
        "Tidepool.Adapters.", "Tidepool.BytePool.LeaseOfAsync", nameof(PooledBufferWriter), nameof(PooledStream), nameof(BlockList), nameof(SequenceLease),

        // The leases' Memory, in the modes that make one for each rent.
        "Tidepool.Tracking.TrackedSlot.MemoryUnder",
    ];

    private readonly WovenProgram _program;

    public AllocationFaultTests(WovenProgram program) => _program = program;

    public static TheoryData<string, int> Settings => new()
    {
        { nameof(PoolMode.Standard), 40 },
        { "clearing", 40 },
        { "sampled", 60 },
        { nameof(PoolMode.Unpooled), 30 },
        { nameof(PoolMode.Checked), 60 },
        { nameof(PoolMode.Guarded), 60 },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Allocation_FailingInEachPlaceInTurn_LeavesThePoolIntact(string setting, int leastPlaces)
    {
        ProgramResult result = await _program.RunAsync("faults", setting, $"{_program.Places.Count}");

        Assert.True(result.ExitCode == 0, _program.WithNames(result.Output.TrimEnd().Split('\n')[^1]) + result.Error);
        string[] reached = result["places"].Split(' ');
        TestContext.Current.TestOutputHelper?.WriteLine($"{result["struck"]} faults in {reached.Length} places of {_program.Places.Count}.");
        string[] faults = [.. Lines("fault: "), .. Lines("lost: ").Where(static line => !s_mayLose.Any(type => line.Contains(type, StringComparison.Ordinal)))];
        Assert.True(faults.Length == 0, string.Join('\n', faults));
        Assert.Equal("", result.Error);
        Assert.InRange(reached.Length, leastPlaces, _program.Places.Count);
        Assert.InRange(int.Parse(result["struck"], System.Globalization.CultureInfo.InvariantCulture), leastPlaces, int.MaxValue);

        IEnumerable<string> Lines(string start) =>
            result.Output.Split('\n').Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(_program.WithNames);
    }
}
