namespace Tidepool.Tests.ModelChecking;

/// <summary>What is wrong with the protocol in a <see cref="BatchModel"/>.</summary>
public enum BatchFlaw
{
    None,

    /// <summary>A batch also shows slots that have left it: one that lies on the stack must not look like one that is there.</summary>
    SharedLooksAsBatched,
    RentByPlainStore,
    ShareByPlainStore,
    NoLookAfterAPut,
    NoLookAfterARefill,
    NoBarrier,
    DrainerPushesUnclaimed,

    /// <summary>Once a slot is pushed, its place may have it again.</summary>
    DrainerClearsLate,

    /// <summary>Whoever goes through the batch may miss a slot that is moved to a place which was looked at before.</summary>
    NoLookAfterAMove,

    /// <summary>The capacity may have been lowered to 0 and raised again meanwhile.</summary>
    RefillLooksForZeroOnly,

    /// <summary>Whoever goes through all batches may miss one that is taken at that moment.</summary>
    DrainerDoesNotHoldWhatWasGiven,
}

/// <summary>What an actor of a <see cref="BatchModel"/> does.</summary>
public enum BatchActor
{
    /// <summary>A thread with a batch: has two slots, returns both, and rents one and returns it.</summary>
    Holder,

    /// <summary>A thread with a batch: returns three slots.</summary>
    Giver,

    /// <summary>A thread with a batch, for whom another one has given a batch of two: rents one and returns it.</summary>
    Taker,

    /// <summary>A thread with a batch: rents one and returns it.</summary>
    Renter,

    /// <summary>Takes what lies in the batches, and changes nothing else: decay, or a trim.</summary>
    Drainer,

    /// <summary>Ends all batches.</summary>
    Ender,

    /// <summary>Empties all batches, and lets them have one slot each then.</summary>
    Lowerer,
}
