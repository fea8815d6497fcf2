using System.Diagnostics.CodeAnalysis;

namespace Tidepool.Soak;

/// <summary>One pool, the faults injected into it, and its reports.</summary>
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
    /// <param name="options">The pool's options.</param>
    /// <param name="isForGood">Whether it is used until the round ends; otherwise it is disposed while in use and replaced by a pool of another mode.</param>
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

    /// <summary>Whether the pool finds a write past the end at the return, and a write after the return when the buffer leaves quarantine.</summary>
    internal bool FindsWrites => Mode == PoolMode.Checked && _isForGood;

    /// <summary>Whether exactly one of two overlapping returns succeeds; otherwise at least one does.</summary>
    internal bool IsExact => Mode is PoolMode.Checked or PoolMode.Guarded;

    /// <summary>Whether the pool is used until the round ends, and not disposed while in use.</summary>
    internal bool IsForGood => _isForGood;

    internal bool HasBudget => _options.MaxTotalBytes is not null;

    internal void NoteDrop() => Interlocked.Increment(ref _dropped);

    /// <summary>The number of idle buffers released so far.</summary>
    internal long Trimmed => Pool.GetStatistics().Trimmed;

    /// <param name="maybeTooLate">Whether idle buffers were released between the return and the write, for example because another pool had no memory:
    /// this buffer may have been inspected for the last time before the write.</param>
    internal void NoteWriteAfterReturn(bool maybeTooLate) => Interlocked.Increment(ref (maybeTooLate ? ref _writtenMaybeTooLate : ref _writtenAfterReturn));

    /// <summary>Changes one of the limits that can be set on a live pool, or sets them all back.</summary>
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

    /// <summary>Checks what must hold at any moment.</summary>
    internal void CheckBudget() =>
        _tally.FailUnless(Pool.GetStatistics().BytesHeld <= (_options.MaxTotalBytes ?? long.MaxValue),
            $"{_options.Name}: the pool holds more bytes than the budget allows.");

    /// <summary>Call after every lease has been returned or dropped: the counts must add up, and everything injected must have been found.</summary>
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
        Check(statistics.Rented == 0, $"{statistics.Rented} leases are out that no worker holds");
        Check(statistics.Idle == statistics.Misses - statistics.Discarded - statistics.Trimmed - statistics.Abandoned,
            "created, dropped and idle buffers don't add up");
        Check(statistics.Waiting == 0, $"{statistics.Waiting} waiters were never served");
        Check(statistics.BytesRequested == 0, $"{statistics.BytesRequested} bytes count as requested, but nothing is rented");
        Dispose();
        Check(Pool.GetStatistics().BytesHeld == 0, "a disposed pool holds bytes");
        Check(
            _writesReported >= _writtenAfterReturn && _writesReported <= _writtenAfterReturn + _writtenMaybeTooLate,
            $"{_writtenAfterReturn} writes after the return were injected, {_writtenMaybeTooLate} more perhaps too late, and {_writesReported} were reported");
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
            // The callback threw when it received what was found in the buffers. The pool is disposed all the same.
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

        // An exception on the finalizer thread would only be written to standard error.
        if (report.Kind != MisuseKind.Dropped && Random.Shared.Next(4) == 0)
        {
            // Callbacks fail too. The call that found the misuse then throws this exception.
            _tally.Count("injected: callbacks that throw");
            throw new SoakCallbackException(report.Kind);
        }
    }

    /// <summary>Lets one in 200 allocations of a buffer fail with an <see cref="OutOfMemoryException"/>.</summary>
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
