namespace Tidepool.Tests.ModelChecking;

/// <summary>A flaw in the protocol of a <see cref="StackModel"/>.</summary>
public enum StackFlaw
{
    None,
    NoVersion,
    EntrySetAfterThePush,
    EntryClearedBeforeThePop,
    PoppedEntryNotCleared,
    DepthCountedAfterThePush,
    DepthReleasedBeforeThePop,
    NumberFreedBeforeThePop,
    BelowSetOnlyOnce,
    NoLookAfterThePush,
    NoFenceAfterPlacesAreKept,
}

/// <summary>The role of an actor of a <see cref="StackModel"/>.</summary>
public enum StackActor
{
    /// <summary>Rents one slot, or makes one if there is none, and returns it.</summary>
    One,

    /// <summary>Rents two slots one after the other, and returns the first one first.</summary>
    Two,

    /// <summary>Pops two slots at once and pushes them at once.</summary>
    Both,

    /// <summary>Pops two slots at once, and pushes them one after the other.</summary>
    Several,

    /// <summary>Pops one slot and drops it, so that its number is free.</summary>
    Trimmer,

    /// <summary>Uses one of the places that the cap allows for something else.</summary>
    Keeper,
}
