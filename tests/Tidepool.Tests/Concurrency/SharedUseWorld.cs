using System.Collections.Concurrent;

namespace Tidepool.Tests.Concurrency;

/// <summary>Threads that need many buffers at times and few at others, and hand some of them to each other.</summary>
internal sealed class SharedUseWorld
{
    /// <summary>The most leases of its own that one thread has out.</summary>
    internal const int Most = 24;

    private readonly ConcurrentQueue<(ByteLease Lease, ulong Cookie)> _passed = new();
    private readonly BytePool _pool;
    private readonly int _threads;
    private readonly bool _expectsZeros;
    private long _rents;
    private int _out;
    private int _mostOut;
    private int _workersLeft;

    internal SharedUseWorld(BytePool pool, int threads, bool expectsZeros)
    {
        _pool = pool;
        _threads = threads;
        _expectsZeros = expectsZeros;
        _workersLeft = threads;
    }

    internal long Rents => Interlocked.Read(ref _rents);

    /// <summary>The most leases out at once, including those being rented or returned.</summary>
    internal int MostOut => Volatile.Read(ref _mostOut);

    internal void Work(int self, int rounds, int seed, CancellationToken failed)
    {
        Random random = new(HashCode.Combine(seed, self));
        List<(ByteLease Lease, ulong Cookie)> mine = [];
        try
        {
            for (int round = 0; round < rounds; round++)
            {
                failed.ThrowIfCancellationRequested();
                int wanted = random.Next(4) == 0 ? random.Next(1, Most) : 1;
                for (int i = 0; i < wanted; i++)
                {
                    mine.Add(Rent(((ulong)self << 48) | ((ulong)round << 8) | (uint)i, random));
                }

                foreach ((ByteLease Lease, ulong Cookie) held in mine)
                {
                    if (random.Next(8) == 0)
                    {
                        _passed.Enqueue(held);
                    }
                    else
                    {
                        Return(held);
                    }
                }

                mine.Clear();
                while (_passed.Count > _threads && _passed.TryDequeue(out (ByteLease Lease, ulong Cookie) found))
                {
                    Return(found);
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref _workersLeft);
        }

        while (_passed.TryDequeue(out (ByteLease Lease, ulong Cookie) left))
        {
            Return(left);
        }
    }

    /// <summary>Trims while any thread works.</summary>
    internal void Trim(CancellationToken failed)
    {
        while (Volatile.Read(ref _workersLeft) > 0 && !failed.IsCancellationRequested)
        {
            _pool.Trim();
            Thread.Yield();
        }
    }

    private (ByteLease Lease, ulong Cookie) Rent(ulong cookie, Random random)
    {
        int now = Interlocked.Increment(ref _out);
        int most = Volatile.Read(ref _mostOut);
        while (now > most)
        {
            int seen = Interlocked.CompareExchange(ref _mostOut, now, most);
            most = seen == most ? now : seen;
        }

        ByteLease lease = _pool.Rent(random.Next(8 * 1024, _pool.MaxSize + 1));
        Interlocked.Increment(ref _rents);
        if (_expectsZeros)
        {
            Assert.True(lease.Span.IndexOfAnyExcept((byte)0) < 0, "A clearing pool gives zeros.");
        }

        Stamp.Write(lease.Span, cookie);
        return (lease, cookie);
    }

    private void Return((ByteLease Lease, ulong Cookie) held)
    {
        Stamp.Verify(held.Lease.Span, held.Cookie);
        held.Lease.Return();
        Interlocked.Decrement(ref _out);
    }
}
