namespace Tidepool.Slots;

/// <summary>What the owner thread's return has to do beyond changing the generation.</summary>
internal enum ReturnStep : byte
{
    /// <summary>To look closer: the slot was evicted, or is no resident.</summary>
    Look,

    /// <summary>To mark the slot as idle among the thread's residents.</summary>
    MarkIdle,

    /// <summary>Nothing: this is the thread's hot slot.</summary>
    None,
}
