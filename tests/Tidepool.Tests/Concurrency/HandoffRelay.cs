using System.Collections.Concurrent;

namespace Tidepool.Tests.Concurrency;

/// <summary>Producers rent, consumers return, and the number of leases out stays within a narrow band, however the threads are scheduled.</summary>
/// <remarks>Consumers keep leases back until enough are out, and the queue between them is short; so the number of idle buffers that the
/// pool needs to keep never exceeds the slack.</remarks>
internal sealed class HandoffRelay(BytePool pool, int inFlight, int slack, bool shuffles)
{
    private int _rents;
    private long _missesOfWarmUp;

    /// <summary>The most leases that can be out at once: those kept back, those queued, and one held by each thread.</summary>
    internal long MostOut(int producers, int consumers) => inFlight + slack + producers + consumers;

    /// <summary>Passes messages on. All leases have been returned at the end.</summary>
    /// <returns>The misses after the warm-up.</returns>
    internal long Run(string scenario, int producers, int consumers, int warmUp, int messages, int seed)
    {
        using BlockingCollection<Message> queue = new(slack);
        int producersLeft = producers;
        List<Action<CancellationToken>> jobs = [];
        for (int i = 0; i < producers; i++)
        {
            int self = i;
            int share = (messages / producers) + (self < messages % producers ? 1 : 0);
            jobs.Add(failed =>
            {
                Produce(queue, self, share, warmUp, failed);
                if (Interlocked.Decrement(ref producersLeft) == 0)
                {
                    queue.CompleteAdding();
                }
            });
        }

        for (int i = 0; i < consumers; i++)
        {
            Random random = new(HashCode.Combine(seed, i));
            jobs.Add(failed => Consume(queue, inFlight / consumers, random, failed));
        }

        Crew.Run(scenario, jobs);
        return pool.GetStatistics().Misses - _missesOfWarmUp;
    }

    private void Produce(BlockingCollection<Message> queue, int self, int count, int warmUp, CancellationToken failed)
    {
        for (int i = 0; i < count; i++)
        {
            ulong cookie = ((ulong)self << 48) | (uint)i;
            if (Interlocked.Increment(ref _rents) == warmUp)
            {
                _missesOfWarmUp = pool.GetStatistics().Misses;
            }

            ByteLease lease = pool.Rent(pool.MaxSize);
            Stamp.Write(lease.Span, cookie);
            queue.Add(new Message(lease, cookie), failed);
        }
    }

    private void Consume(BlockingCollection<Message> queue, int window, Random random, CancellationToken failed)
    {
        Message[] kept = new Message[window];
        int received = 0;
        foreach (Message message in queue.GetConsumingEnumerable(failed))
        {
            int place = shuffles && received >= window ? random.Next(window) : received % window;
            if (received >= window)
            {
                Return(kept[place]);
            }

            kept[place] = message;
            received++;
        }

        foreach (Message message in kept.AsSpan(0, Math.Min(window, received)))
        {
            Return(message);
        }
    }

    private static void Return(Message message)
    {
        Stamp.Verify(message.Lease.Span, message.Cookie);
        message.Lease.Return();
    }

    private readonly record struct Message(ByteLease Lease, ulong Cookie);
}
