using System.Diagnostics;
using Tidepool.Slots;

namespace Tidepool.Engines;

/// <summary>Those who wait until the budget allows them a buffer: first come, first served.</summary>
/// <remarks>
/// Only the first in line is served, and while anybody waits nobody else gets a new buffer. So one who wants much is not starved by many who want
/// little: what comes back and doesn't suffice yet is given up, and the bytes stay free for him.
/// Lock order: the line's, then a depot's. A depot calls <see cref="Serve"/> only after it has left its own.
/// </remarks>
internal sealed class WaitLine(Func<int, Slot?> tryRent, Action<bool> announce)
{
    private readonly Lock _gate = new();

    private Waiter? _first;
    private Waiter? _last;
    private int _count;
    private long _total;
    private bool _isServing;
    private bool _isClosed;

    /// <summary>A waiter to use again.</summary>
    private Waiter? _spare;

    internal bool HasWaiters => Volatile.Read(ref _count) > 0;

    /// <summary>How many wait now.</summary>
    internal int Count => Volatile.Read(ref _count);

    /// <summary>How many ever waited.</summary>
    internal long Total => Interlocked.Read(ref _total);

    internal ValueTask<Slot> WaitAsync(int size, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(BytePool));
            Waiter waiter = Interlocked.Exchange(ref _spare, null) ?? new Waiter(this);
            Append(waiter);
            try
            {
                waiter.Begin(size, cancellationToken);
            }
            catch
            {
                // Nobody will await it, so it must not keep the others waiting.
                Remove(waiter);
                throw;
            }

            if (_count == 1)
            {
                // From now on every return is noticed; those that came before the barrier are seen by the look that follows.
                announce(true);
                Interlocked.MemoryBarrierProcessWide();
            }

            ValueTask<Slot> task = waiter.Task;
            Serve();
            return task;
        }
    }

    /// <summary>Gives buffers to the first in line, as long as there are any. Called after each return and drop while somebody waits.</summary>
    internal void Serve()
    {
        lock (_gate)
        {
            if (_isServing)
            {
                // Making room for the first in line drops buffers, which leads here again.
                return;
            }

            _isServing = true;
            try
            {
                while (_first is { } waiter && TryServe(waiter))
                {
                }
            }
            finally
            {
                _isServing = false;
            }
        }
    }

    /// <summary>The waiter's token was cancelled.</summary>
    internal void Cancel(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (waiter.IsWaitingUnder(cancellationToken))
            {
                Remove(waiter);
                waiter.Fail(new OperationCanceledException(cancellationToken));
                Serve();
            }
        }
    }

    /// <summary>Nobody is served any more: those who wait are told that the pool is disposed.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            while (_first is { } waiter)
            {
                Remove(waiter);
                waiter.Fail(new ObjectDisposedException(nameof(BytePool)));
            }
        }
    }

    internal void Reuse(Waiter waiter) => Interlocked.Exchange(ref _spare, waiter);

    private bool TryServe(Waiter waiter)
    {
        Slot? slot;
        try
        {
            slot = tryRent(waiter.Size);
        }
#pragma warning disable CA1031 // Nothing is swallowed: it comes out where the waiter awaits.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // No memory, or a callback that threw when it was told what was found in the buffer: the waiter's to know, not that of the thread which happened to return one.
            Remove(waiter);
            waiter.Fail(exception);
            return true;
        }

        if (slot is null)
        {
            return false;
        }

        Remove(waiter);
        waiter.Grant(slot);
        return true;
    }

    private void Append(Waiter waiter)
    {
        waiter.Previous = _last;
        if (_last is null)
        {
            _first = waiter;
        }
        else
        {
            _last.Next = waiter;
        }

        _last = waiter;
        Volatile.Write(ref _count, _count + 1);
        Interlocked.Increment(ref _total);
    }

    private void Remove(Waiter waiter)
    {
        if (waiter.Previous is null)
        {
            Debug.Assert(_first == waiter, "Who has nobody before him is the first.");
            _first = waiter.Next;
        }
        else
        {
            waiter.Previous.Next = waiter.Next;
        }

        if (waiter.Next is null)
        {
            _last = waiter.Previous;
        }
        else
        {
            waiter.Next.Previous = waiter.Previous;
        }

        waiter.Previous = null;
        waiter.Next = null;
        Volatile.Write(ref _count, _count - 1);
        if (_count == 0)
        {
            announce(false);
        }
    }
}
