namespace Tidepool.Tests.Concurrency;

/// <summary>A host that rents batches of leases, and two threads that return each lease of a batch at the same moment. One of them may be the host.</summary>
internal sealed class DoubleReturnDuel(BytePool pool, int atOnce, bool disposes, int seed)
{
    internal const int NotReturning = -1;

    private const int BatchEnd = int.MaxValue;

    private readonly ByteLease[] _batch = new ByteLease[atOnce];
    private readonly ByteLease[] _lookers = new ByteLease[atOnce + 1];
    private readonly byte[][] _arrays = new byte[atOnce + 1][];
    private readonly bool[][] _succeeded = [new bool[atOnce], new bool[atOnce]];

    /// <summary>The lease that each duellist is about to return, counted over all batches. On separate cache lines.</summary>
    private readonly long[] _reached = new long[48];

    private readonly int[] _finishedBatch = new int[2];
    private int _batchSize;
    private int _batchNumber;

    /// <summary>All rents, including those that look for buffers in the pool twice.</summary>
    internal long Rents { get; private set; }

    internal long BothSucceeded { get; private set; }

    /// <summary>Rents leases, has them returned, and checks the outcome.</summary>
    /// <param name="self">0 if the host is one of the two that return, otherwise <see cref="NotReturning"/>.</param>
    /// <param name="pairs">How many leases to return twice, as far as time allows: see <see cref="Effort"/>.</param>
    /// <param name="failed">Stops all threads.</param>
    internal void Host(int self, int pairs, CancellationToken failed)
    {
        Random random = new(seed);
        Effort effort = new(pairs);
        while (effort.Goes())
        {
            _batchSize = random.Next(1, atOnce + 1);
            for (int i = 0; i < _batchSize; i++)
            {
                _batch[i] = Rent();
            }

            int number = Interlocked.Increment(ref _batchNumber);
            if (self != NotReturning)
            {
                ReturnBatch(self, number, random, failed);
            }

            Crew.SpinUntil(() => Volatile.Read(ref _finishedBatch[0]) == number && Volatile.Read(ref _finishedBatch[1]) == number, failed);
            Judge();
            effort.Spend(_batchSize);
        }

        Volatile.Write(ref _batchNumber, BatchEnd);
    }

    /// <summary>Runs one of the two that return, other than the host.</summary>
    internal void Return(int self, CancellationToken failed)
    {
        Random random = new(HashCode.Combine(seed, self));
        int number = 0;
        while (true)
        {
            int last = number;
            Crew.SpinUntil(() => Volatile.Read(ref _batchNumber) != last, failed);
            number = Volatile.Read(ref _batchNumber);
            if (number == BatchEnd)
            {
                return;
            }

            ReturnBatch(self, number, random, failed);
        }
    }

    private void ReturnBatch(int self, int number, Random random, CancellationToken failed)
    {
        ref long mine = ref _reached[16 * (self + 1)];
        ref long theirs = ref _reached[16 * (2 - self)];
        for (int i = 0; i < _batchSize; i++)
        {
            long place = ((long)number << 32) + i;
            int delay = random.Next(8);
            Volatile.Write(ref mine, place);
            SpinWait spin = default;
            while (Volatile.Read(ref theirs) < place)
            {
                failed.ThrowIfCancellationRequested();
                spin.SpinOnce(sleep1Threshold: -1);
            }

            Thread.SpinWait(delay);
            _succeeded[self][i] = TryReturn(_batch[i], quietly: disposes && self == 1);
        }

        Volatile.Write(ref _finishedBatch[self], number);
    }

    private static bool TryReturn(ByteLease lease, bool quietly)
    {
        if (quietly)
        {
            lease.Dispose();
            return false;
        }

        try
        {
            lease.Return();
            return true;
        }
        catch (BufferAlreadyReturnedException)
        {
            return false;
        }
    }

    private void Judge()
    {
        for (int i = 0; i < _batchSize; i++)
        {
            Assert.True(_succeeded[0][i] || _succeeded[1][i] || disposes, "Of two returns at least one succeeds.");
            BothSucceeded += _succeeded[0][i] && _succeeded[1][i] ? 1 : 0;
            Assert.True(_batch[i].IsReturned, "After both returns, the lease is stale.");
        }

        // A third return, which begins after the others have ended, always fails.
        Assert.False(TryReturn(_batch[_batchSize - 1], quietly: false), "A return after a return fails.");

        // If a buffer were in the pool twice, one more rent than there were leases would get it again.
        for (int i = 0; i <= _batchSize; i++)
        {
            _lookers[i] = Rent();
            byte[] array = Buffers.ArrayOf(_lookers[i]);
            Assert.True(_arrays.AsSpan(0, i).IndexOf(array) < 0, "Two renters have one buffer.");
            _arrays[i] = array;
        }

        Leases.ReturnAll(_lookers.AsSpan(0, _batchSize + 1));
    }

    private ByteLease Rent()
    {
        Rents++;
        return pool.Rent(1);
    }
}
