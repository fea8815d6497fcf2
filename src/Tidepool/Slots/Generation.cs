namespace Tidepool.Slots;

/// <summary>The number on a slot: its magnitude counts the slot's rents, its sign and highest bits tell the slot's state.</summary>
/// <remarks>
/// <code>
/// n             idle with its owner   returned n times; only the owner thread may rent it, by a plain store
/// -n            rented                for the nth time; the value that a lease carries
/// n + Shared    idle, shared          returned n times; on the shared stack, for any thread to pop
/// n + Batched   idle, in a batch      returned n times; set aside for one thread, but any thread may claim it
/// n + Claimed   claimed               no thread may rent it: on its way back, or dropped
/// </code>
/// A lease is valid exactly while the slot still shows the value the lease carries. Rented values only fall and 64 bits never wrap,
/// so a stale lease can't become valid again. One unsigned compare tells "idle with its owner, and returned fewer than k times" from everything else.
/// </remarks>
internal static class Generation
{
    /// <summary>The generation of a slot that was created for a rent.</summary>
    internal const long FirstRent = -1;

    /// <summary>Greater than any count of rents: a slot that is idle with its owner always shows less.</summary>
    internal const long Shared = 1L << 60;

    /// <summary>The generation of a slot in a batch that was never rented.</summary>
    internal const long Batched = 1L << 61;

    /// <summary>The generation of a claimed slot that was never rented.</summary>
    internal const long Claimed = 1L << 62;

    private const long CountMask = Shared - 1;

    internal static bool IsIdleWithOwner(long generation) => (ulong)generation < (ulong)Shared;

    internal static bool IsRented(long generation) => generation < 0;

    internal static bool IsBatched(long generation) => generation is >= Batched and < Claimed;

    internal static bool IsClaimed(long generation) => generation >= Claimed;

    /// <summary>"Idle with its owner" to "rented", once more.</summary>
    internal static long RentByOwner(long idle) => ~idle;

    /// <summary>"Idle, shared" to "rented", once more.</summary>
    internal static long RentShared(long generation) => ~(generation - Shared);

    /// <summary>"Idle, in a batch" to "rented", once more.</summary>
    internal static long RentBatched(long generation) => ~(generation - Batched);

    /// <summary>"Claimed" to "rented", once more.</summary>
    internal static long RentClaimed(long generation) => ~(generation - Claimed);

    /// <summary>"Rented" to "idle with its owner".</summary>
    internal static long ReturnToOwner(long rented) => -rented;

    /// <summary>"Rented" to "claimed".</summary>
    internal static long Claim(long rented) => Claimed - rented;

    /// <summary>"Idle with its owner" to "claimed".</summary>
    internal static long ClaimFromOwner(long idle) => idle + Claimed;

    /// <summary>"Rented" to "claimed", as if that rent had not happened.</summary>
    internal static long ClaimUnrented(long rented) => ~rented + Claimed;

    /// <summary>"Idle, shared" to "claimed".</summary>
    internal static long ClaimShared(long generation) => generation - Shared + Claimed;

    /// <summary>"Idle, in a batch" to "claimed".</summary>
    internal static long ClaimBatched(long generation) => generation - Batched + Claimed;

    /// <summary>"Claimed" to "idle, in a batch".</summary>
    internal static long BatchClaimed(long generation) => generation - Claimed + Batched;

    /// <summary>"Idle, in a batch" to "idle, shared".</summary>
    internal static long ShareBatched(long generation) => generation - Batched + Shared;

    /// <summary>"Idle, shared" to "idle, in a batch".</summary>
    internal static long BatchShared(long generation) => generation - Shared + Batched;

    /// <summary>"Claimed" to "idle, shared".</summary>
    internal static long ShareClaimed(long generation) => generation - Claimed + Shared;

    /// <summary>The generation that a claimed slot had while it was rented; that of any other slot unchanged.</summary>
    internal static long Unclaimed(long generation) => IsClaimed(generation) ? Claimed - generation : generation;

    /// <summary>How often the slot has been rented, including the present rent.</summary>
    internal static long Rents(long generation) => generation < 0 ? -generation : generation & CountMask;

    /// <summary>How often the slot has been returned. A claimed slot counts as returned.</summary>
    internal static long Returns(long generation) => generation < 0 ? ~generation : generation & CountMask;
}
