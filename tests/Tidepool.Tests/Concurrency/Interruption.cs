using System.Runtime.CompilerServices;
using Tidepool.Engines;
using Tidepool.Slots;
using Tidepool.Waiting;
using Tidepool.Tracking;

namespace Tidepool.Tests.Concurrency;

/// <summary>Interrupts a thread that waits for one of the pool's locks.</summary>
internal static class Interruption
{
    /// <summary>Runs code on another thread, which is interrupted while it waits for the lock. The code must succeed,
    /// and the interrupt be pending afterwards.</summary>
    internal static void During(Action action, Lock gate)
    {
        Exception? failure = null;
        bool isPending = false;
        Thread thread = new(() =>
        {
            failure = Record.Exception(action);
            isPending = Record.Exception(static () => Thread.Sleep(1)) is ThreadInterruptedException;
        });
        lock (gate)
        {
            thread.Start();
            SpinWait.SpinUntil(() => !thread.IsAlive || thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
            thread.Interrupt();
        }

        Watchdog.Join(thread, "the interrupted thread ends");
        Assert.Null(failure);
        Assert.True(isPending, "The interrupt is still pending, whatever the thread did for others.");
    }

    internal static Lock LockOf(WaitQueue queue) => GateOf(queue);

    /// <summary>The lock of the bucket that a slot is returned to.</summary>
    internal static Lock LockOf(Slot slot) => slot is TrackedSlot tracked ? GateOf(BucketOf(tracked)) : GateOf(slot.Bucket);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_gate")]
    private static extern ref Lock GateOf(WaitQueue queue);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_gate")]
    private static extern ref Lock GateOf(Bucket bucket);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_gate")]
    private static extern ref Lock GateOf(TrackedBucket bucket);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_bucket")]
    private static extern ref TrackedBucket BucketOf(TrackedSlot slot);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_queue")]
    internal static extern ref WaitQueue QueueOf(PoolEngine engine);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_gate")]
    internal static extern ref Lock LockOf(SampledRents rents);

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "s_gate")]
    internal static extern ref Lock LockOfThreads([UnsafeAccessorType("Tidepool.Slots.OwnerThreads, Tidepool")] object? threads);
}
