using System.Diagnostics.CodeAnalysis;

namespace Tidepool.Soak;

/// <summary>One pool, what is injected into it, and what it reports.</summary>
internal sealed class SoakPool : IDisposable
{
    private readonly Tally _tally;
    private readonly BytePoolOptions _options;
    private readonly bool _isForGood;
    private long _dropped;
    private long _writtenAfterReturn;
    private long _writtenMaybeTooLate;
    private long _writesReported;

    /// <param name="tally">Where everything is counted.</param>
    /// <param name="options">The pool's.</param>
    /// <param name="isForGood">Whether it is used until the round ends; else it is disposed in the middle of its use, for another of another mode.</param>
    internal SoakPool(Tally tally, BytePoolOptions options, bool isForGood)
    {
        _tally = tally;
        _options = options;
        _isForGood = isForGood;
        options.OnMisuse = Hear;
        Pool = new BytePool(options);
        if (options.Mode != PoolMode.Guarded)
        {
            InjectOutOfMemory();
        }
    }

    internal BytePool Pool { get; }

    internal int MaxSize => _options.MaxSize;

    internal PoolMode Mode => _options.Mode;

    /// <summary>Whether a write behind the end is found at the return, and one after the return when the buffer leaves quarantine.</summary>
    internal bool FindsWrites => Mode == PoolMode.Checked && _isForGood;

    /// <summary>Whether exactly one of two overlapping returns succeeds; else at least one does.</summary>
    internal bool IsExact => Mode is PoolMode.Checked or PoolMode.Guarded;

    /// <summary>Whether the pool may be disposed while it is used.</summary>
    internal bool IsForGood => _isForGood;

    internal bool HasBudget => _options.MaxTotalBytes is not null;

    internal void NoteDrop() => Interlocked.Increment(ref _dropped);

    /// <summary>Idle buffers given up so far.</summary>
    internal long Trimmed => Pool.GetStatistics().Trimmed;

    /// <param name="maybeTooLate">Idle buffers were given up between the return and the write, since another pool had no memory, say:
    /// this one may have been inspected for the last time before it was written.</param>
    internal void NoteWriteAfterReturn(bool maybeTooLate) => Interlocked.Increment(ref (maybeTooLate ? ref _writtenMaybeTooLate : ref _writtenAfterReturn));

    /// <summary>Sets one of the limits that may change to something else, or back to what it was.</summary>
    internal void ChangeLimits(Random random)
    {
        switch (random.Next(6))
        {
            case 0:
                Pool.MaxBuffersPerBucket = random.Next(20);
                break;
            case 1:
                Pool.MaxIdleBytesPerBucket = random.Next(1, 100_000);
                break;
            case 2:
                Pool.DecayTime = random.Next(2) == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(random.Next(100, 1_000));
                break;
            default:
                Pool.MaxBuffersPerBucket = _options.MaxBuffersPerBucket;
                Pool.MaxIdleBytesPerBucket = _options.MaxIdleBytesPerBucket;
                Pool.DecayTime = _options.DecayTime;
                break;
        }
    }

    /// <summary>What must hold at any moment.</summary>
    internal void CheckBudget() =>
        _tally.FailUnless(Pool.GetStatistics().BytesHeld <= (_options.MaxTotalBytes ?? long.MaxValue),
            $"{_options.Name}: more bytes are held than the budget allows.");

    /// <summary>After everything has been returned or dropped: the books must balance, and everything injected must have been found.</summary>
    internal void CheckBooks()
    {
        long abandoned = Abandoned();
        for (int attempt = 0; attempt < 30 && abandoned < _dropped; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            abandoned = Abandoned();
        }

        _tally.Count("lost buffers", abandoned - _dropped);

        BytePoolStatistics statistics = Pool.GetStatistics();
        Check(abandoned == _dropped, $"{_dropped} leases were dropped, {abandoned} were found");
        Check(statistics.Rented == 0, $"{statistics.Rented} leases are out that nobody has");
        Check(statistics.Idle == statistics.Misses - statistics.Discarded - statistics.Trimmed - statistics.Abandoned,
            "created, dropped and idle buffers don't add up");
        Check(statistics.Waiting == 0, $"{statistics.Waiting} wait for ever");
        Check(statistics.BytesRequested == 0, $"{statistics.BytesRequested} bytes are asked for by nobody");
        Dispose();
        Check(Pool.GetStatistics().BytesHeld == 0, "a disposed pool holds bytes");
        Check(
            _writesReported >= _writtenAfterReturn && _writesReported <= _writtenAfterReturn + _writtenMaybeTooLate,
            $"{_writtenAfterReturn} writes after the return were injected, and {_writtenMaybeTooLate} perhaps too late, {_writesReported} were reported");
        _tally.Count("detected: dropped leases", abandoned);
        _tally.Count("detected: writes after the return", _writesReported);
        _tally.Count($"rents, {_options.Mode}", statistics.Hits + statistics.Misses);

        void Check(bool isRight, string what) => _tally.FailUnless(isRight, $"{_options.Name}: {what}.");
    }

    public void Dispose()
    {
        try
        {
            Pool.Dispose();
        }
        catch (SoakCallbackException)
        {
            // Told what was found in its buffers, the callback threw. The pool is disposed all the same.
        }
    }

    private long Abandoned()
    {
        BytePoolStatistics statistics = Pool.GetStatistics();
        return statistics.Abandoned;
    }

    private void Hear(MisuseReport report)
    {
        if (report.Kind == MisuseKind.WrittenAfterReturn)
        {
            Interlocked.Increment(ref _writesReported);
        }

        // What is found on the finalizer thread would only be written to standard error.
        if (report.Kind != MisuseKind.Dropped && Random.Shared.Next(4) == 0)
        {
            // Callbacks fail too. The call that found the misuse then throws this.
            _tally.Count("injected: callbacks that throw");
            throw new SoakCallbackException(report.Kind);
        }
    }

    /// <summary>Lets one new buffer in 200 fail for want of memory.</summary>
    [SuppressMessage("Usage", "CA2201:Do not raise reserved exception types", Justification = "The runtime's own exception is what is injected.")]
    private void InjectOutOfMemory()
    {
        Func<int, bool, byte[]> allocate = Pool.Engine.AllocateArray;
        Pool.Engine.AllocateArray = (size, pinned) =>
        {
            if (Random.Shared.Next(200) == 0)
            {
                _tally.Count("injected: out of memory");
                throw new OutOfMemoryException("Injected.");
            }

            return allocate(size, pinned);
        };
    }
}
