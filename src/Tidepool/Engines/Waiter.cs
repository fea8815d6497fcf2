using System.Threading.Tasks.Sources;
using Tidepool.Slots;

namespace Tidepool.Engines;

/// <summary>One rent that waits for a buffer. Used again after its result has been fetched, so that waiting allocates little.</summary>
internal sealed class Waiter(WaitQueue queue) : IValueTaskSource<Slot>
{
    // Continuations run elsewhere: the thread that returns a buffer must not run another's code.
    private ManualResetValueTaskSourceCore<Slot> _source = new() { RunContinuationsAsynchronously = true };

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

    /// <summary>False once it is settled. A cancellation that comes later finds it so, since an object whose cancellation is under way isn't used again.</summary>
    internal bool IsWaiting { get; private set; }

    internal ValueTask<Slot> Task => new(this, _source.Version);

    /// <summary>Called when the waiter stands in line. A token that is cancelled already cancels it at once.</summary>
    internal void Begin(int size, CancellationToken cancellationToken)
    {
        Size = size;
        IsWaiting = true;
        _registration = cancellationToken.UnsafeRegister(static (waiter, token) => ((Waiter)waiter!).Cancel(token), this);
    }

    /// <summary>It waits no more. Under the queue's lock; <see cref="Deliver"/> follows once that is free.</summary>
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
            server.TellOf(slot, _found);
        }
#pragma warning disable CA1031 // Nothing is swallowed: it comes out where the waiter awaits.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure ??= exception;
        }

        (_slot, _failure, _found) = (null, null, null);
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
        // Where a cancellation is under way right now, the object is left to the collector.
        bool isReusable = _registration == default || _registration.Unregister();
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            _registration = default;
            _source.Reset();
            if (isReusable)
            {
                queue.Reuse(this);
            }
        }
    }

    ValueTaskSourceStatus IValueTaskSource<Slot>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<Slot>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Cancel(CancellationToken cancellationToken) => queue.Cancel(this, cancellationToken);
}
