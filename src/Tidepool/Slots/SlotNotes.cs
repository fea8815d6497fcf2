namespace Tidepool.Slots;

/// <summary>What is noted of a slot off the fast path: by the depot, under its lock, unless it says otherwise.</summary>
internal struct SlotNotes
{
    /// <summary>The generation up to which the depot's counters include the slot, while it has no home.</summary>
    internal long Counted;

    /// <summary>The <see cref="Slot.Length"/> that the depot's counters include, while the slot has no home.</summary>
    internal int CountedLength;

    /// <summary>For how many steps of the decay the slot has lain idle.</summary>
    internal int IdleSteps;

    /// <summary>The generation at the last look for long idle slots.</summary>
    internal long Seen;

    /// <summary>The generation at the last step of the decay.</summary>
    internal long SeenByDecay;

    /// <summary>The generation after the last full collection.</summary>
    internal long SeenByCollection;

    /// <summary>The slot has no home even while it is in use: several threads take turns with it.</summary>
    internal bool IsShared;

    /// <summary>Who brought it to the depot last.</summary>
    internal Home? ReturnedBy;

    /// <summary>How many times in a row the one who brought it to the depot rented it there again.</summary>
    internal int RentsByReturner;

    /// <summary>The generation of the last rent by which the array was handed out as such; 0 when it never was. Written by the renter.</summary>
    internal long RentedAsArray;
}
