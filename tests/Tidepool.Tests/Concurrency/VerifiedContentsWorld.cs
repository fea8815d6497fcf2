using System.Collections.Concurrent;

namespace Tidepool.Tests.Concurrency;

/// <summary>Threads that rent, stamp, hold, pass on, verify and return, in a random order that the seed determines for each of them.</summary>
internal sealed class VerifiedContentsWorld
{
    private const int MaxHeldByOne = 24;

    private readonly BytePool _pool;
    private readonly bool _expectsZeros;
    private readonly Held?[] _exchange = new Held?[64];
    private readonly ConcurrentQueue<Held>[] _mailboxes;
    private long _rents;
    private long _unpooledRents;
    private int _workersLeft;

    internal VerifiedContentsWorld(BytePool pool, int threads, bool expectsZeros)
    {
        _pool = pool;
        _expectsZeros = expectsZeros;
        _mailboxes = [.. Enumerable.Range(0, threads).Select(static _ => new ConcurrentQueue<Held>())];
        _workersLeft = threads;
    }

    /// <summary>Rents that a bucket served.</summary>
    internal long Rents => Interlocked.Read(ref _rents);

    /// <summary>Rents that were too large for any bucket.</summary>
    internal long UnpooledRents => Interlocked.Read(ref _unpooledRents);

    /// <summary>One worker's job: several lives, each on a thread of its own, one after the other.</summary>
    internal void Work(int worker, int lives, int steps, int seed, CancellationToken failed)
    {
        try
        {
            for (int life = 0; life < lives; life++)
            {
                Random random = new(HashCode.Combine(seed, worker, life));
                Crew.RunOnFreshThread(() => Live(worker, steps, random, failed));
            }
        }
        finally
        {
            Interlocked.Decrement(ref _workersLeft);
        }
    }

    /// <summary>Trims, reads statistics and collects garbage, while any worker runs.</summary>
    internal void Disturb(int seed, CancellationToken failed)
    {
        Random random = new(seed);
        BytePoolStatistics before = _pool.GetStatistics();
        while (Volatile.Read(ref _workersLeft) > 0 && !failed.IsCancellationRequested)
        {
            switch (random.Next(64))
            {
                case 0:
                    GC.Collect();
                    break;
                case < 8:
                    _pool.Trim();
                    break;
                default:
                    BytePoolStatistics now = _pool.GetStatistics();
                    Assert.True(
                        now.Misses >= before.Misses && now.Discarded >= before.Discarded && now.Trimmed >= before.Trimmed,
                        "What has been counted stays counted.");
                    before = now;
                    break;
            }

            Thread.Yield();
        }
    }

    /// <summary>Returns what the last threads left to each other.</summary>
    internal void ReturnLeftovers()
    {
        for (int place = 0; place < _exchange.Length; place++)
        {
            Return(Interlocked.Exchange(ref _exchange[place], null));
        }

        foreach (ConcurrentQueue<Held> mailbox in _mailboxes)
        {
            while (mailbox.TryDequeue(out Held? held))
            {
                Return(held);
            }
        }
    }

    private void Live(int worker, int steps, Random random, CancellationToken failed)
    {
        List<Held> mine = [];
        int maxHeld = random.Next(1, MaxHeldByOne);
        for (int step = 0; step < steps; step++)
        {
            failed.ThrowIfCancellationRequested();
            if (mine.Count < maxHeld && random.Next(2) == 0)
            {
                mine.Add(Rent(((ulong)worker << 48) | (uint)step, random));
                continue;
            }

            switch (random.Next(8))
            {
                case 0:
                    // Into another thread's mailbox.
                    if (TakeAny(mine, random) is { } parcel)
                    {
                        _mailboxes[random.Next(_mailboxes.Length)].Enqueue(parcel);
                    }

                    break;
                case 1:
                    // Everything in this worker's mailbox is returned at once.
                    while (_mailboxes[worker].TryDequeue(out Held? arrived))
                    {
                        Return(arrived);
                    }

                    break;
                case 2 or 3:
                    // Exchanged at a random place: for another lease to hold, or put down where another thread will find it.
                    if (Interlocked.Exchange(ref _exchange[random.Next(_exchange.Length)], TakeAny(mine, random)) is { } found)
                    {
                        mine.Add(found);
                    }

                    break;
                default:
                    Return(TakeAny(mine, random));
                    break;
            }
        }

        // Half of what is left is returned, half goes to later threads.
        foreach (Held held in mine)
        {
            if (random.Next(2) == 0)
            {
                Return(held);
            }
            else
            {
                _mailboxes[random.Next(_mailboxes.Length)].Enqueue(held);
            }
        }
    }

    private Held Rent(ulong cookie, Random random)
    {
        // Log-uniform, up to twice the pool's maximum; sometimes nothing at all.
        int size = (int)Math.Pow(2, random.NextDouble() * Math.Log2(2.0 * _pool.MaxSize)) - 1;
        ByteLease lease = _pool.Rent(size);
        Interlocked.Increment(ref size > _pool.MaxSize ? ref _unpooledRents : ref _rents);
        Span<byte> bytes = lease.Span;
        Assert.Equal(size, bytes.Length);
        if (_expectsZeros)
        {
            Assert.True(bytes.IndexOfAnyExcept((byte)0) < 0, "A clearing pool gives zeros.");
        }

        Stamp.Write(bytes, cookie);
        return new Held(lease, cookie);
    }

    private static Held? TakeAny(List<Held> mine, Random random)
    {
        if (mine.Count == 0)
        {
            return null;
        }

        int index = random.Next(mine.Count);
        Held held = mine[index];
        mine[index] = mine[^1];
        mine.RemoveAt(mine.Count - 1);
        return held;
    }

    private static void Return(Held? held)
    {
        if (held is not null)
        {
            Stamp.Verify(held.Lease.Span, held.Cookie);
            held.Lease.Return();
            Assert.True(held.Lease.IsReturned, "A returned lease says so.");
        }
    }

    private sealed record Held(ByteLease Lease, ulong Cookie);
}
