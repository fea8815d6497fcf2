using Tidepool.Slots;

namespace Tidepool.Waiting;

/// <summary>A waiter whose caller awaits.</summary>
/// <remarks>Never reused: a task that is awaited twice by mistake must not end another caller's wait.</remarks>
internal sealed class AwaitingWaiter(WaitQueue queue) : Waiter(queue)
{
    // Continuations run elsewhere: the thread that returns a buffer must not run the waiting caller's code.
    private readonly TaskCompletionSource<Slot> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<Slot> Task => _completion.Task;

    private protected override void Complete(Slot? slot, Exception? failure)
    {
        StopListening();
        if (failure is not null)
        {
            _completion.SetException(failure);
        }
        else
        {
            _completion.SetResult(slot!);
        }
    }
}
