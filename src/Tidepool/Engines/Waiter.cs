using System.Threading.Tasks.Sources;
using Tidepool.Slots;

namespace Tidepool.Engines;

/// <summary>One who waits for a buffer. Used again after its result has been fetched, so that waiting allocates little.</summary>
internal sealed class Waiter(WaitLine line) : IValueTaskSource<Slot>
{
    // Continuations run elsewhere: the thread that returns a buffer must not run another's code, under the line's lock.
    private ManualResetValueTaskSourceCore<Slot> _source = new() { RunContinuationsAsynchronously = true };

    private CancellationToken _cancellationToken;
    private CancellationTokenRegistration _registration;
    private bool _isWaiting;

    internal Waiter? Previous { get; set; }

    internal Waiter? Next { get; set; }

    /// <summary>Bytes asked for.</summary>
    internal int Size { get; private set; }

    internal ValueTask<Slot> Task => new(this, _source.Version);

    /// <summary>Called when the waiter stands in line. A token that is cancelled already cancels it at once.</summary>
    internal void Begin(int size, CancellationToken cancellationToken)
    {
        Size = size;
        _isWaiting = true;
        _cancellationToken = cancellationToken;
        _registration = cancellationToken.UnsafeRegister(static (waiter, token) => ((Waiter)waiter!).Cancel(token), this);
    }

    /// <summary>Whether it still waits, and under this token: a cancellation may come late, when the object serves another.</summary>
    internal bool IsWaitingUnder(CancellationToken cancellationToken) => _isWaiting && _cancellationToken == cancellationToken;

    internal void Grant(Slot slot)
    {
        _isWaiting = false;
        _source.SetResult(slot);
    }

    internal void Fail(Exception exception)
    {
        _isWaiting = false;
        _source.SetException(exception);
    }

    Slot IValueTaskSource<Slot>.GetResult(short token)
    {
        // Where a cancellation is under way right now, the object is left to the collector.
        bool isReusable = _registration.Unregister() || !_cancellationToken.CanBeCanceled;
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            _cancellationToken = default;
            _registration = default;
            _source.Reset();
            if (isReusable)
            {
                line.Reuse(this);
            }
        }
    }

    ValueTaskSourceStatus IValueTaskSource<Slot>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<Slot>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Cancel(CancellationToken cancellationToken) => line.Cancel(this, cancellationToken);
}
