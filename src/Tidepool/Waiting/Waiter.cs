using Tidepool.Slots;

namespace Tidepool.Waiting;

/// <summary>One rent that waits for a buffer: its place in the queue, and its outcome.</summary>
internal abstract class Waiter
{
    private readonly WaitQueue _queue;

    private CancellationTokenRegistration _registration;

    /// <summary>The outcome: a slot or a failure, and the misuse found in buffers on the way.</summary>
    private Slot? _slot;
    private Exception? _failure;
    private List<MisuseReport>? _found;

    private protected Waiter(WaitQueue queue)
    {
        _queue = queue;
        Place = new LinkedListNode<Waiter>(this);
    }

    /// <summary>The waiter's place in the queue.</summary>
    internal LinkedListNode<Waiter> Place { get; }

    /// <summary>The number of bytes requested.</summary>
    internal int Size { get; private set; }

    /// <summary>Whether the waiter isn't settled yet. Under the queue's lock.</summary>
    internal bool IsWaiting { get; private set; }

    private protected WaitQueue Queue => _queue;

    /// <summary>Called once the waiter is in the queue. A token that has been cancelled cancels the waiter at once.</summary>
    internal void Begin(int size, CancellationToken cancellationToken)
    {
        Size = size;
        IsWaiting = true;
        _registration = cancellationToken.UnsafeRegister(static (waiter, token) => ((Waiter)waiter!).Cancel(token), this);
    }

    /// <summary>Ends the waiting. Under the queue's lock; <see cref="Deliver"/> follows once that is released, unless the caller stopped waiting.</summary>
    internal void Settle(Slot? slot, Exception? failure, List<MisuseReport>? found)
    {
        IsWaiting = false;
        (_slot, _failure, _found) = (slot, failure, found);
    }

    /// <summary>Reports the misuse that was found, and delivers the outcome.</summary>
    /// <param name="server">Reports the misuse; if its callback throws, it returns the slot.</param>
    internal void Deliver(WaitQueue.IServer server)
    {
        Slot? slot = _slot;
        Exception? failure = _failure;
        try
        {
            server.ReportOn(slot, _found);
        }
#pragma warning disable CA1031 // Nothing is swallowed: the waiting caller gets it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure ??= exception;
        }

        (_slot, _failure, _found) = (null, null, null);
        Complete(slot, failure);
    }

    /// <summary>Wakes the waiting caller. Must not run its code and must not throw: the running thread only happened to return a buffer.</summary>
    /// <param name="slot">The slot; null if the rent failed or the caller stopped waiting.</param>
    /// <param name="failure">Why the rent failed; null if it didn't.</param>
    private protected abstract void Complete(Slot? slot, Exception? failure);

    /// <summary>Unregisters the waiter from its token, without waiting for a cancellation that is in progress: it finds the waiter settled.</summary>
    internal void StopListening() => _registration.Unregister();

    private void Cancel(CancellationToken cancellationToken) => _queue.Cancel(this, cancellationToken);
}
