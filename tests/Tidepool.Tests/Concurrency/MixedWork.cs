namespace Tidepool.Tests.Concurrency;

/// <summary>The work of a thread that at times works alone, which earns it residents, and at times returns what others rented.</summary>
/// <param name="pool">The pool.</param>
/// <param name="size">Bytes of each buffer.</param>
/// <param name="most">The most leases that the thread has out.</param>
internal sealed class MixedWork(BytePool pool, int size, int most)
{
    /// <summary>How many leases are on their way from thread to thread.</summary>
    private const int OnTheWay = 5;

    private readonly Queue<ByteLease> _passed = [];
    private long _rents;

    /// <summary>Rents of all threads.</summary>
    internal long Rents => Interlocked.Read(ref _rents);

    /// <summary>One thread's share.</summary>
    internal void Do(Random random, CancellationToken failed)
    {
        List<ByteLease> mine = [];
        for (int phase = 0; phase < 6; phase++)
        {
            failed.ThrowIfCancellationRequested();
            for (int alone = random.Next(2) * Residency.RentsToEarn * 2; alone > 0; alone--)
            {
                pool.Rent(size).Return();
                Interlocked.Increment(ref _rents);
            }

            for (int count = random.Next(most); count > 0; count--)
            {
                ByteLease lease = pool.Rent(size);
                lease.Span[0] = 0;
                mine.Add(lease);
                Interlocked.Increment(ref _rents);
            }

            // No other thread has any of them.
            mine.ForEach(static lease => Assert.Equal(1, ++lease.Span[0]));
            mine.ForEach(lease => (random.Next(4) == 0 ? PassOn(lease) : lease)?.Return());
            mine.Clear();
        }
    }

    /// <summary>Returns the leases that are still on their way, after all threads have ended.</summary>
    internal void ReturnPassed()
    {
        Leases.ReturnAll([.. _passed]);
        _passed.Clear();
    }

    /// <summary>Passes a lease on in exchange for the one that was passed on first: mostly another thread's.</summary>
    /// <returns>Null while few are on their way.</returns>
    private ByteLease? PassOn(ByteLease lease)
    {
        lock (_passed)
        {
            _passed.Enqueue(lease);
            return _passed.Count > OnTheWay ? _passed.Dequeue() : null;
        }
    }
}
