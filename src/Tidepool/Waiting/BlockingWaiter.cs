using System.Runtime.ExceptionServices;
using Tidepool.Slots;

namespace Tidepool.Waiting;

/// <summary>A waiter whose caller blocks. The thread that settles it wakes it, so no thread-pool thread is needed.</summary>
/// <remarks>Uses an operating-system event: setting it takes no lock, so a thread that returns a buffer can't be interrupted there.</remarks>
internal sealed class BlockingWaiter(WaitQueue queue) : Waiter(queue), IDisposable
{
    private readonly ManualResetEvent _isComplete = new(initialState: false);

    private Slot? _slot;
    private Exception? _failure;

    /// <summary>Blocks until the waiter is settled or the time is up. Called once, by the thread that joined the queue.</summary>
    /// <param name="timeout">The longest time to block; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <returns>Null if the time is up.</returns>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted before a buffer was available.</exception>
    internal Slot? Block(TimeSpan timeout)
    {
        try
        {
            if (!_isComplete.WaitOne(timeout) && Queue.TryLeave(this))
            {
                return null;
            }
        }
        catch (ThreadInterruptedException)
        {
            if (Queue.TryLeave(this))
            {
                throw;
            }

            // It has been served already: the thread stays interrupted, and the buffer isn't lost.
            Thread.CurrentThread.Interrupt();
        }

        AwaitDelivery();
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        return _slot;
    }

    /// <summary>To be called after <see cref="Block"/> has ended, or if joining the queue has failed.</summary>
    public void Dispose()
    {
        StopListening();
        _isComplete.Dispose();
    }

    private protected override void Complete(Slot? slot, Exception? failure)
    {
        (_slot, _failure) = (slot, failure);
        _isComplete.Set();
    }

    /// <summary>Waits for the delivery, which follows the settling at once. A thread that is interrupted meanwhile stays interrupted.</summary>
    private void AwaitDelivery()
    {
        bool isInterrupted = false;
        while (true)
        {
            try
            {
                _isComplete.WaitOne();
                break;
            }
            catch (ThreadInterruptedException)
            {
                isInterrupted = true;
            }
        }

        if (isInterrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }
}
