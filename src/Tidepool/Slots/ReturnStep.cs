namespace Tidepool.Slots;

/// <summary>What a return at home has to do beyond changing the generation.</summary>
internal enum ReturnStep : byte
{
    /// <summary>Nothing: this is its ring's hot slot.</summary>
    None,

    /// <summary>The ring is told that the slot is idle.</summary>
    MarkIdle,

    /// <summary>To look closer: the slot was evicted, is no resident, or somebody waits for a buffer.</summary>
    Look,
}
