using System.Diagnostics;
using Tidepool.Diagnosis;
using Tidepool.Engines;

namespace Tidepool.Telemetry;

/// <summary>A pool of the process, as shown to code that didn't create it. Doesn't keep the pool from being finalized.</summary>
/// <remarks>Apart from the public API and <see cref="BytePool.RentBlock"/>, this is all of the core that Tidepool.AspNetCore uses.</remarks>
internal readonly struct PoolView
{
    private readonly PoolEngine _engine;

    private PoolView(PoolEngine engine) => _engine = engine;

    /// <summary>All pools of the process, in the order in which they were made.</summary>
    internal static IReadOnlyList<PoolView> All() =>
        [.. LivingPools.All().OrderBy(static engine => engine.Number).Select(static engine => new PoolView(engine))];

    /// <summary>The calls that led to the pool, by the names in their source code, the innermost first.</summary>
    internal static IEnumerable<string> CallersIn(StackTrace stack) => CallList.CallersIn(stack);

    /// <summary>Distinguishes the pools of a process, even those of the same name: 1 for the first.</summary>
    internal long Number => _engine.Number;

    internal string? Name => _engine.PoolName;

    internal PoolMode Mode => _engine.Mode;

    internal int MinSize => _engine.Classes[0];

    internal int MaxSize => _engine.MaxSize;

    internal BytePoolStatistics GetStatistics() => _engine.GetStatistics();

    /// <summary>Counts for buffers larger than the largest size.</summary>
    internal BucketStatistics GetUnpooledStatistics() => _engine.GetUnpooledStatistics();

    internal IReadOnlyList<OutstandingLease> GetOutstanding() => _engine.GetOutstanding();

    /// <summary>Drops all idle buffers.</summary>
    /// <returns>The number of bytes dropped: an estimate while the pool is in use.</returns>
    internal long Trim() => _engine.TrimAndRecord();
}
