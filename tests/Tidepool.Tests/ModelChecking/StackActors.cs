namespace Tidepool.Tests.ModelChecking;

/// <summary>What is wrong with the protocol in a <see cref="StackModel"/>.</summary>
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

/// <summary>What an actor of a <see cref="StackModel"/> does.</summary>
public enum StackActor
{
    /// <summary>Rents one slot, or makes one where there is none, and returns it.</summary>
    One,

    /// <summary>Rents one after another, and returns the first one first.</summary>
    Two,

    /// <summary>Pops two at once and pushes them at once.</summary>
    Both,

    /// <summary>Pops two at once, and pushes one after another.</summary>
    Several,

    /// <summary>Pops one and drops it, so that its number is free.</summary>
    Trimmer,

    /// <summary>Takes a place of what the cap allows for something else.</summary>
    Keeper,
}
