using System.Diagnostics;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Flows;

/// <summary>One pool that the flows run over.</summary>
internal abstract class FlowPeer
{
    /// <summary>Messages before anything is measured.</summary>
    private const int WarmUpMessages = 50_000;

    /// <summary>Messages whose buffers are told apart, after those whose time is measured.</summary>
    private const int CountedMessages = 40_000;

    /// <summary>Gets the name of the pool.</summary>
    public abstract string Name { get; }

    /// <summary>Gets a value indicating whether only a listener learns how many buffers it makes.</summary>
    public abstract bool NeedsListener { get; }

    /// <summary>Runs the flows in this process, which should be fresh.</summary>
    /// <param name="messages">Messages whose time is measured.</param>
    /// <param name="listener">Counts the buffers made, where the pool doesn't.</param>
    public abstract Task<FlowSample> SampleAsync(int messages, ArrayPoolListener? listener);

    /// <summary>A pool by its peer.</summary>
    public static FlowPeer Of<TPeer, TLease>()
        where TPeer : struct, ICountedPeer<TPeer, TLease>
        where TLease : struct => new Typed<TPeer, TLease>();

    private sealed class Typed<TPeer, TLease> : FlowPeer
        where TPeer : struct, ICountedPeer<TPeer, TLease>
        where TLease : struct
    {
        public override string Name => TPeer.Name;

        public override bool NeedsListener => TPeer.IsProcessWide;

        public override async Task<FlowSample> SampleAsync(int messages, ArrayPoolListener? listener)
        {
            // What channels and tasks keep on the heap is there before the pool is.
            await new FlowRun<NewArrayPeer, ArrayLease>(NewArrayPeer.Create(FlowPlan.Largest)).ExecuteAsync(FlowPlan.Flows * 256, onRent: null);
            long heapBefore = FullHeap();
            using TPeer peer = TPeer.Create(FlowPlan.Largest);
            FlowRun<TPeer, TLease> run = new(peer);
            await run.ExecuteAsync(WarmUpMessages, onRent: null);

            long madeBefore = Made();
            TimeSpan processor = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            await run.ExecuteAsync(messages, onRent: null);
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            processor = Environment.CpuUsage.TotalTime - processor;

            int distinct = await DistinctAsync(run);
            long made = Made() - madeBefore;
            return new FlowSample(processor.TotalNanoseconds / messages, elapsed.TotalNanoseconds / messages, made, FullHeap() - heapBefore, distinct);

            long Made() => peer.BuffersMade ?? listener?.Made ?? 0;
        }

        private static async Task<int> DistinctAsync(FlowRun<TPeer, TLease> run)
        {
            DistinctBuffers buffers = new();
            await run.ExecuteAsync(CountedMessages, lease => buffers.Note(TPeer.ArrayOf(lease)));
            return buffers.Median;
        }

        private static long FullHeap()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return GC.GetTotalMemory(forceFullCollection: true);
        }
    }
}
