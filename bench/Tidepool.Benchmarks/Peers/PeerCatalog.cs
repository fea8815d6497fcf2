using System.Buffers;
using CommunityToolkit.HighPerformance.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IO;

namespace Tidepool.Benchmarks.Peers;

/// <summary>Every peer, in the order in which they take their turns within a round.</summary>
internal static class PeerCatalog
{
    private const int KestrelBlockSize = 4_096;

    private static readonly Lazy<IMemoryPoolFactory<byte>> s_kestrelPools = new(TakeKestrelFactory);

    /// <summary>Gets the pool under test, with every check on: the one whose lost rows are marked.</summary>
    public static Peer Subject { get; } = TidepoolPeer.Entry("Tidepool", static () => new());

    /// <summary>Gets the peer all ratios refer to; it always runs.</summary>
    public static Peer Baseline { get; } = Arrays<SharedArrays>("ArrayPool.Shared", static _ => default) with { IsProcessWide = true };

    public static Peer SharedMemoryPool { get; } =
        Owners<SharedOwners>("MemoryPool.Shared", static () => default) with { IsProcessWide = true, HoldsMemory = false };

    /// <summary>Gets the peers of the short table. <c>ArrayPool.Create</c> has the limits of its parameterless form, or a larger size where needed.</summary>
    public static IReadOnlyList<Peer> Basic { get; } =
    [
        Subject,
        Baseline,
        Arrays<PoolArrays<Created>>("ArrayPool.Create", static largestSize => new(ArrayPool<byte>.Create(Math.Max(largestSize, 1 << 20), 50), owner: null)),
        Arrays<NewArrays>("new byte[]", static _ => default) with { IsProcessWide = true },
    ];

    /// <summary>Gets all peers. Those that feed the collector go last, so that their garbage affects the fewest others.</summary>
    public static IReadOnlyList<Peer> All { get; } =
    [
        .. Basic.Take(3),
        SharedMemoryPool,
        Shared<ToolkitOwners, ToolkitOwners.Lease>("Toolkit MemoryOwner") with { HoldsMemory = false },
        new ScopedPeer<ToolkitSpans, SpanOwner<byte>>("Toolkit SpanOwner", static _ => default) { IsProcessWide = true, HoldsMemory = false },
        Shared<DotNextOwners, DotNext.Buffers.MemoryOwner<byte>>("DotNext MemoryOwner") with { HoldsMemory = false },
        Owners<PoolOwners<Kestrel>>("Kestrel pinned blocks", TakeKestrelPool) with { LargestSize = KestrelBlockSize, SmallestBlock = KestrelBlockSize },
        Shared<NettyBuffers, NettyBuffers.Lease>("DotNetty pooled"),
        new KeptPeer<Streams, Streams.Lease>("RecyclableMemoryStream", static _ => new(new RecyclableMemoryStreamManager()))
        {
            SmallestBlock = RecyclableMemoryStreamManager.DefaultBlockSize,
        },
        Arrays<UninitializedArrays>("AllocateUninitialized", static _ => default) with { IsProcessWide = true, HoldsMemory = false },
        Basic[^1],
    ];

    /// <summary>Gets the pool in its modes, the standard one first.</summary>
    public static IReadOnlyList<Peer> Modes { get; } =
    [
        Subject,
        TidepoolPeer.Entry("standard, samples checked", static () => new() { SampledMode = PoolMode.Checked }),
        TidepoolPeer.Entry("standard, samples guarded", static () => new() { SampledMode = PoolMode.Guarded }),
        TidepoolPeer.Entry("unpooled", static () => new() { Mode = PoolMode.Unpooled }),
        TidepoolPeer.Entry("checked", static () => new() { Mode = PoolMode.Checked }),
        TidepoolPeer.Entry("guarded", static () => new() { Mode = PoolMode.Guarded }),
    ];

    public static Peer Unsampled { get; } = TidepoolPeer.Entry("standard, no stacks", static () => new() { LeakSamplingInterval = 0 });

    public static Peer AllSampled { get; } = TidepoolPeer.Entry("standard, a stack at each rent", static () => new() { LeakSamplingInterval = 1 });

    /// <summary>Gets the pool with a budget: the cost of one that isn't exceeded.</summary>
    public static Peer Budgeted { get; } = TidepoolPeer.Entry("Tidepool with a budget", OptionsWithBudget);

    public static Peer Awaiting { get; } = new KeptPeer<AwaitingPeer, ByteLease>(
        "Tidepool with a budget, RentAsync",
        static largestSize => new(TidepoolPeer.Pool(OptionsWithBudget(), largestSize)));

    /// <summary>Gets the pool as an <see cref="ArrayPool{T}"/>: the cost for a caller that knows nothing of leases.</summary>
    public static Peer ArrayAdapter { get; } = Arrays<PoolArrays<Adapter>>("AsArrayPool", static _ =>
    {
        BytePool pool = new(new BytePoolOptions());
        return new PoolArrays<Adapter>(pool.AsArrayPool(), pool);
    });

    /// <summary>Gets the pool as a <see cref="MemoryPool{T}"/>, with an owner for each rent: the cost for pipelines and servers.</summary>
    public static Peer MemoryAdapter { get; } = Owners("AsMemoryPool", static () => AsOwners<Adapter>(reuseOwners: false));

    /// <summary>Gets the same with one owner for each buffer.</summary>
    public static Peer ReusingMemoryAdapter { get; } = Owners("AsMemoryPool(reuseOwners: true)", static () => AsOwners<Reused>(reuseOwners: true));

    /// <summary>Gets the pool that never releases a returned buffer, for the figures of small buffers; and what it is compared with.</summary>
    public static Peer Uncapped { get; } = TidepoolPeer.Entry(
        "Tidepool without a cap",
        static () => new() { MaxBuffersPerBucket = int.MaxValue, MaxIdleBytesPerBucket = null, DecayTime = Timeout.InfiniteTimeSpan });

    public static Peer Plain { get; } = new KeptPeer<PlainPeer, PlainLease>("array and object", static _ => new([]));

    /// <summary>Gets the control for flows.</summary>
    public static Peer LockedStack { get; } = Arrays<LockedStacks>("locked stack", static largestSize => new(largestSize));

    /// <summary>Gets the control for threaded rows.</summary>
    public static Peer ThreadStack { get; } = Arrays<ThreadStack>("bare stack", static _ => default);

    private static BytePoolOptions OptionsWithBudget() => new() { MaxTotalBytes = 1L << 30 };

    private static KeptPeer<TPeer, ArrayLease> Arrays<TPeer>(string name, Func<int, TPeer> create)
        where TPeer : struct, IArrayPeer => new KeptPeer<TPeer, ArrayLease>(name, create);

    private static KeptPeer<TPeer, OwnerLease> Owners<TPeer>(string name, Func<TPeer> create)
        where TPeer : struct, IOwnerPeer<TPeer> => new KeptPeer<TPeer, OwnerLease>(name, _ => create());

    /// <summary>The only pool of its kind in the process.</summary>
    private static KeptPeer<TPeer, TLease> Shared<TPeer, TLease>(string name)
        where TPeer : struct, IPeer<TLease>
        where TLease : struct => new KeptPeer<TPeer, TLease>(name, static _ => default) { IsProcessWide = true };

    private static PoolOwners<TMark> AsOwners<TMark>(bool reuseOwners)
        where TMark : struct
    {
        BytePool pool = new(new BytePoolOptions());
        return new PoolOwners<TMark>(pool.AsMemoryPool(reuseOwners), pool);
    }

    private static PoolOwners<Kestrel> TakeKestrelPool()
    {
        MemoryPool<byte> pool = s_kestrelPools.Value.Create();
        return new PoolOwners<Kestrel>(pool, pool);
    }

    /// <summary>Builds a server, which is never started, for the factory that Kestrel registers.</summary>
    private static IMemoryPoolFactory<byte> TakeKestrelFactory()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        return builder.Build().Services.GetRequiredService<IMemoryPoolFactory<byte>>();
    }

    /// <summary>Marks that tell the pools' types apart.</summary>
    private readonly struct Created;

    private readonly struct Kestrel;

    private readonly struct Adapter;

    private readonly struct Reused;
}
