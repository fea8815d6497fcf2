using System.Threading.Tasks.Sources;
using Tidepool.Slots;

namespace Tidepool.Waiting;

/// <summary>A waiter whose caller awaits. Reused once its result has been fetched, so that waiting allocates little.</summary>
internal sealed class AwaitingWaiter(WaitQueue queue) : Waiter(queue), IValueTaskSource<Slot>
{
    // Continuations run elsewhere: the thread that returns a buffer must not run the waiting caller's code.
    private ManualResetValueTaskSourceCore<Slot> _source = new() { RunContinuationsAsynchronously = true };

    internal ValueTask<Slot> Task => new(this, _source.Version);

    private protected override void Complete(Slot? slot, Exception? failure)
    {
        if (failure is not null)
        {
            _source.SetException(failure);
        }
        else
        {
            _source.SetResult(slot!);
        }
    }

    Slot IValueTaskSource<Slot>.GetResult(short token)
    {
        // If a cancellation is in progress, the object is left to the garbage collector.
        bool isReusable = StopListening();
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            _source.Reset();
            if (isReusable)
            {
                Queue.Reuse(this);
            }
        }
    }

    ValueTaskSourceStatus IValueTaskSource<Slot>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<Slot>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
