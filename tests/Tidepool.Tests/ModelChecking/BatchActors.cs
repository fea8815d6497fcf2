namespace Tidepool.Tests.ModelChecking;

/// <summary>A flaw in the protocol of a <see cref="BatchModel"/>.</summary>
public enum BatchFlaw
{
    None,

    /// <summary>A batch's places still show slots that have left it: a slot on the stack must not look like a slot in the batch.</summary>
    SharedLooksAsBatched,
    RentByPlainStore,
    ShareByPlainStore,
    NoLookAfterAPut,
    NoLookAfterARefill,
    NoBarrier,
    DrainerPushesUnclaimed,

    /// <summary>Once a slot is pushed, the place it came from may get it again.</summary>
    DrainerClearsLate,

    /// <summary>A drainer may miss a slot that is moved to a place which it has already looked at.</summary>
    NoLookAfterAMove,

    /// <summary>The capacity may have been lowered to 0 and raised again meanwhile.</summary>
    RefillLooksForZeroOnly,

    /// <summary>A drainer of all batches may miss a given batch that is taken at that moment.</summary>
    DrainerDoesNotHoldWhatWasGiven,
}

/// <summary>The role of an actor of a <see cref="BatchModel"/>.</summary>
public enum BatchActor
{
    /// <summary>A thread with a batch: has two slots, returns both, and rents one and returns it.</summary>
    Holder,

    /// <summary>A thread with a batch: returns three slots.</summary>
    Giver,

    /// <summary>A thread with a batch, for which another thread has given away a batch of two: rents one slot and returns it.</summary>
    Taker,

    /// <summary>A thread with a batch: rents one slot and returns it.</summary>
    Renter,

    /// <summary>Takes the slots in the batches, and changes nothing else: decay, or a trim.</summary>
    Drainer,

    /// <summary>Ends all batches.</summary>
    Ender,

    /// <summary>Empties all batches, and then allows each of them one slot.</summary>
    Lowerer,
}
