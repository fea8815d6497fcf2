using Tidepool.Slots;

namespace Tidepool.Engines;

/// <summary>One rent that waits for a buffer: its place in line, and what is settled for it.</summary>
internal abstract class Waiter(WaitQueue queue)
{
    private CancellationTokenRegistration _registration;

    /// <summary>What the queue settled: a slot or a failure, and what was found in buffers on the way.</summary>
    private Slot? _slot;
    private Exception? _failure;
    private List<MisuseReport>? _found;

    internal Waiter? Previous { get; set; }

    /// <summary>The next one in line, or of those that are to be used again.</summary>
    internal Waiter? Next { get; set; }

    /// <summary>Bytes asked for.</summary>
    internal int Size { get; private set; }

    /// <summary>False once it is settled. A cancellation that comes later finds it so, since an object whose cancellation is under way isn't used
    /// again.</summary>
    internal bool IsWaiting { get; private set; }

    private protected WaitQueue Queue => queue;

    /// <summary>Called when the waiter stands in line. A token that is cancelled already cancels it at once.</summary>
    internal void Begin(int size, CancellationToken cancellationToken)
    {
        Size = size;
        IsWaiting = true;
        _registration = cancellationToken.UnsafeRegister(static (waiter, token) => ((Waiter)waiter!).Cancel(token), this);
    }

    /// <summary>It waits no more. Under the queue's lock; <see cref="Deliver"/> follows once that is free, unless the waiter left by itself.</summary>
    internal void Settle(Slot? slot, Exception? failure, List<MisuseReport>? found)
    {
        IsWaiting = false;
        (_slot, _failure, _found) = (slot, failure, found);
    }

    /// <summary>Tells what was found, and hands over what was settled.</summary>
    /// <param name="server">Tells; where that throws, it gives the slot back.</param>
    internal void Deliver(WaitQueue.IServer server)
    {
        Slot? slot = _slot;
        Exception? failure = _failure;
        try
        {
            server.ReportOn(slot, _found);
        }
#pragma warning disable CA1031 // Nothing is swallowed: it comes out where the waiter waits.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure ??= exception;
        }

        (_slot, _failure, _found) = (null, null, null);
        Complete(slot, failure);
    }

    /// <summary>Wakes whoever waits. Runs none of his code, and throws nothing: the running thread only happened to return a buffer.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="failure">Why there is none; null where there is one.</param>
    private protected abstract void Complete(Slot? slot, Exception? failure);

    /// <summary>Cancellation reaches the waiter no more, unless it is under way right now.</summary>
    /// <returns>False where it is.</returns>
    private protected bool StopListening()
    {
        bool isQuiet = _registration == default || _registration.Unregister();
        _registration = default;
        return isQuiet;
    }

    private void Cancel(CancellationToken cancellationToken) => queue.Cancel(this, cancellationToken);
}
