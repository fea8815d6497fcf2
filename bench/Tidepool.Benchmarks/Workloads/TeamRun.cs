using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>A run whose chunks are done by several threads at once, each with an index.</summary>
internal abstract class TeamRun<TPeer, TLease> : Run
    where TPeer : struct, IPeer<TPeer, TLease>
    where TLease : struct
{
    private readonly Team _team;

    protected TeamRun(int threads, int largestSize)
    {
        Pool = TPeer.Create(largestSize);
        _team = new Team("worker", threads, (thread, chunks) =>
        {
            for (int i = 0; i < chunks; i++)
            {
                Chunk(thread);
            }
        });
    }

    public sealed override bool IsThreaded => true;

    protected TPeer Pool { get; }

    protected int Threads => _team.Count;

    public sealed override void Execute(int chunks) => _team.Execute(chunks);

    public sealed override void Dispose()
    {
        _team.Dispose();
        ReturnAll();
        Pool.Dispose();
    }

    /// <summary>The measured loop, on one of the threads. Every override must forbid inlining (see <see cref="SingleThreadRun"/>).</summary>
    protected abstract void Chunk(int thread);

    /// <summary>Returns what is still held when all threads have ended.</summary>
    protected abstract void ReturnAll();
}
