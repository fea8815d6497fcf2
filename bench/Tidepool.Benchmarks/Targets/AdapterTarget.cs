using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Workloads;
using Tidepool.Benchmarks.Workloads.Streams;

namespace Tidepool.Benchmarks.Targets;

/// <summary>A target of what the pool offers in the place of another type, held against that type.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="Description">What one operation is.</param>
/// <param name="Adapter">The pool's own.</param>
/// <param name="Rival">What is used in its place.</param>
/// <param name="AtMost">The most time the adapter may take, as a part of the rival's.</param>
internal sealed record AdapterTarget(string Name, string Description, Entrant Adapter, Entrant Rival, double AtMost)
{
    private const int PairSize = 4_096;

    /// <summary>Gets all such targets.</summary>
    public static IReadOnlyList<AdapterTarget> All { get; } =
    [
        new("array adapter pair", "rent 4,096 B, touch, return", Pair<ArrayAdapterPeer, ArrayLease>(), Pair<SharedArrayPoolPeer, ArrayLease>(), 1.5),
        new("memory adapter pair", "rent 4,096 B, touch, dispose the owner", Pair<MemoryAdapterPeer<IOwners.Fresh>, OwnerLease>(), Pair<SharedMemoryPoolPeer, OwnerLease>(), 0.6),
        new("memory adapter pair, owners reused", "the same", Pair<MemoryAdapterPeer<IOwners.Reused>, OwnerLease>(), Pair<SharedMemoryPoolPeer, OwnerLease>(), 0.6),
        new("stream 4 KiB", "get a stream, write 4,096 B, dispose it", Stream<PooledStreamSource>(), Stream<RecyclableStreamSource>(), 0.5),
    ];

    public AdapterResult Measure(RowMeasurement measurement)
    {
        IReadOnlyList<PeerResult> results = measurement.Measure([Adapter, Rival]);
        return new AdapterResult(this, results[0], results[1]);
    }

    private static Entrant Pair<TPeer, TLease>()
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct => new(TPeer.Name, static () => new PairWorkload(PairSize).Bind<TPeer, TLease>());

    private static Entrant Stream<TSource>()
        where TSource : struct, IStreamSource<TSource> => new(TSource.Name, static () => new StreamRun<TSource>());
}
