namespace Tidepool.Tests.ModelChecking;

/// <summary>What is wrong with the protocol in a <see cref="WakeUpModel"/>.</summary>
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

    /// <summary>A thread that takes several from the stack, and then sees that batches have ended, gives them back and doesn't look who waits.</summary>
    RefillDoesNotLook,

    /// <summary>A thread that makes a batch everybody's, to rent one, doesn't look who waits for the others.</summary>
    SharerDoesNotLook,
}

/// <summary>What an actor of a <see cref="WakeUpModel"/> does. Each but the last three has one slot, which is out at first.</summary>
public enum WakeUpActor
{
    /// <summary>Returns to the stack.</summary>
    Returner,

    /// <summary>Drops the slot, so that its bytes are free.</summary>
    Dropper,

    /// <summary>Puts the slot into its batch.</summary>
    Batcher,

    /// <summary>Returns its resident by a plain store.</summary>
    Owner,

    /// <summary>Returns another's resident.</summary>
    Foreigner,

    /// <summary>Returns its resident by a plain store, rents it again and returns it.</summary>
    OwnerAgain,

    /// <summary>Takes all that lies on the stack, one to rent and one for its batch, and keeps the lease.</summary>
    Refiller,

    /// <summary>Rents what lies in another's batch, and keeps the lease.</summary>
    Sharer,

    /// <summary>Waits for a buffer, and returns it to the stack.</summary>
    Waiter,
}
