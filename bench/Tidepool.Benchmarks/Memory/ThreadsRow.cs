using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Memory;

/// <summary>Many threads that used the pool once: what stays with them?</summary>
internal sealed class ThreadsRow(bool end) : MemoryRow
{
    private const int Threads = 1_000;
    private const int Size = 64 * 1_024;
    private const int StackBytes = 256 * 1_024;

    public override string Name => end ? "mleak-held" : "idle-threads";

    public override string Description => end
        ? $"{Threads:N0} threads, one after another, each rented and returned 64 KiB and ended"
        : $"{Threads:N0} threads each rented and returned 64 KiB and now wait";

    public override int LargestSize => Size;

    public override void Execute<TPeer, TLease>(MemorySession session)
    {
        using TPeer peer = TPeer.Create();
        using CountdownEvent used = new(Threads);
        using ManualResetEventSlim leave = new(initialState: end);
        Thread[] threads = new Thread[Threads];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(
                () =>
                {
                    HeldBuffer<TPeer, TLease>.Rent(peer, Size).Return(peer);
                    used.Signal();
                    leave.Wait();
                },
                StackBytes);
            threads[i].Start();
            if (end)
            {
                threads[i].Join();
            }
        }

        used.Wait();
        session.Watch(() => peer.BytesHeld);
        leave.Set();
        foreach (Thread thread in threads)
        {
            thread.Join();
        }
    }
}
