using System.Runtime.ExceptionServices;
using Tidepool.Slots;

namespace Tidepool.Engines;

/// <summary>A waiter whose caller blocks. The thread that settles it wakes it: no thread of the thread pool is needed.</summary>
/// <remarks>An event of the system: setting it takes no lock, so whoever returns a buffer can't be interrupted there.</remarks>
internal sealed class BlockingWaiter(WaitQueue queue) : Waiter(queue), IDisposable
{
    private readonly ManualResetEvent _isComplete = new(initialState: false);

    private Slot? _slot;
    private Exception? _failure;

    /// <summary>Blocks until the waiter is settled, or the time is over. Called once, by the thread that joined the line.</summary>
    /// <param name="timeout">At most how long; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <returns>Null when the time is over.</returns>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted before a buffer was there.</exception>
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

            // It is served: the thread stays interrupted, and the buffer isn't lost.
            Thread.CurrentThread.Interrupt();
        }

        AwaitDelivery();
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        return _slot;
    }

    /// <summary>Must not come before <see cref="Block"/> has ended, or the joining has failed.</summary>
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

    /// <summary>What is settled is delivered at once. A thread that is interrupted meanwhile stays so.</summary>
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
