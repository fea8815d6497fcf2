namespace Tidepool.Tests.ModelChecking;

/// <summary>A flaw in the protocol of a <see cref="WakeUpModel"/>.</summary>
public enum WakeUpFlaw
{
    None,
    WaitingSetWithoutAFence,
    WaitingSetAfterTheLook,
    WaitingReadBeforeThePush,
    WaitingReadBeforeTheDrop,
    BytesReleasedWithoutAFence,
    NoEndOfResidence,
    NoEndOfBatches,
    NoBarrier,
    OwnerReturnDoesNotLookAgain,
    ForeignReturnDoesNotLookAgain,
    GivenUpRentDoesNotLook,
    NoLookAfterAPut,

    /// <summary>A thread that takes several slots from the stack, and then sees that batches have ended, gives them back without looking for waiters.</summary>
    RefillDoesNotLook,

    /// <summary>A thread that shares a batch, to rent one of its slots, doesn't look for waiters for the others.</summary>
    SharerDoesNotLook,
}

/// <summary>The role of an actor of a <see cref="WakeUpModel"/>. Each actor except the last three has one slot, which is out at first.</summary>
public enum WakeUpActor
{
    /// <summary>Returns its slot to the stack.</summary>
    Returner,

    /// <summary>Drops its slot, so that the bytes are free.</summary>
    Dropper,

    /// <summary>Puts its slot into its batch.</summary>
    Batcher,

    /// <summary>Returns its resident by a plain store.</summary>
    Owner,

    /// <summary>Returns another thread's resident.</summary>
    Foreigner,

    /// <summary>Returns its resident by a plain store, rents it again and returns it.</summary>
    OwnerAgain,

    /// <summary>Takes several slots from the stack, one to rent and the others for its batch, and keeps the lease.</summary>
    Refiller,

    /// <summary>Rents a slot from another thread's batch, and keeps the lease.</summary>
    Sharer,

    /// <summary>Waits for a buffer, and returns it to the stack.</summary>
    Waiter,
}
