using System.Diagnostics;
using Tidepool.Diagnosis;
using Tidepool.Engines;

namespace Tidepool.Telemetry;

/// <summary>A pool of the process as it is shown to somebody who didn't make it. Doesn't keep the pool from being finalized.</summary>
/// <remarks>All that Tidepool.AspNetCore knows of the core beside the public API, but for <see cref="BytePool.RentBlock"/>.</remarks>
internal readonly struct PoolView
{
    private readonly PoolEngine _engine;

    private PoolView(PoolEngine engine) => _engine = engine;

    /// <summary>The pools that there are, the first made first.</summary>
    internal static IReadOnlyList<PoolView> All() =>
        [.. LivingPools.All().OrderBy(static engine => engine.Number).Select(static engine => new PoolView(engine))];

    /// <summary>The calls that led to the pool, by their authors' names, the innermost first.</summary>
    internal static IEnumerable<string> CallersIn(StackTrace stack) => CallList.CallersIn(stack);

    /// <summary>Tells the pools of a process apart, also those of one name: 1 for the first.</summary>
    internal long Number => _engine.Number;

    internal string? Name => _engine.PoolName;

    internal PoolMode Mode => _engine.Mode;

    internal int MinSize => _engine.Classes[0];

    internal int MaxSize => _engine.MaxSize;

    internal BytePoolStatistics GetStatistics() => _engine.GetStatistics();

    /// <summary>What was lent beyond the largest size.</summary>
    internal BucketStatistics GetUnpooledStatistics() => _engine.GetUnpooledStatistics();

    internal IReadOnlyList<OutstandingLease> GetOutstanding() => _engine.GetOutstanding();

    /// <summary>Gives up all idle buffers.</summary>
    /// <returns>Bytes given up, as far as they can be told in the middle of traffic.</returns>
    internal long Trim() => _engine.TrimAndTell();
}
