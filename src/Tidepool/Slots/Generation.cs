namespace Tidepool.Slots;

/// <summary>The number on a slot: a count of its rents, and by its sign and its highest bits the state that the slot is in.</summary>
/// <remarks>
/// <code>
/// n              idle at home    returned n times; only the home thread may rent it, by a plain store
/// -n             rented          for the nth time; the value that a lease carries
/// n + InDepot    idle in depot   returned n times; rented again under the depot's lock
/// n + Claimed    claimed         nobody may rent it: on its way back, or retired for good
/// </code>
/// A lease is valid exactly while the slot still shows the value the lease carries. Rented values only fall and 64 bits never wrap,
/// so a stale lease can't become valid again. The two idle states differ so that a ring which still remembers a slot
/// doesn't take one that lies in the depot. One unsigned compare tells "idle at home, and returned less often than so many times" from all else.
/// </remarks>
internal static class Generation
{
    /// <summary>The generation of a slot that was created for a rent.</summary>
    internal const long FirstRent = -1;

    /// <summary>Greater than any count of rents: a slot idle at home always shows less.</summary>
    internal const long InDepot = 1L << 60;

    /// <summary>The generation of a claimed slot that was never rented.</summary>
    internal const long Claimed = 1L << 61;

    private const long CountMask = InDepot - 1;

    internal static bool IsIdleAtHome(long generation) => (ulong)generation < (ulong)InDepot;

    internal static bool IsRented(long generation) => generation < 0;

    internal static bool IsIdleInDepot(long generation) => generation is >= InDepot and < Claimed;

    internal static bool IsClaimed(long generation) => generation >= Claimed;

    /// <summary>"Idle at home" to "rented", once more.</summary>
    internal static long RentAtHome(long idle) => ~idle;

    /// <summary>"Idle in depot" to "rented", once more.</summary>
    internal static long RentFromDepot(long generation) => ~(generation - InDepot);

    /// <summary>"Rented" to "idle at home".</summary>
    internal static long ReturnHome(long rented) => -rented;

    /// <summary>"Rented" to "claimed".</summary>
    internal static long Claim(long rented) => Claimed - rented;

    /// <summary>"Idle at home" to "claimed".</summary>
    internal static long ClaimFromHome(long idle) => idle + Claimed;

    /// <summary>"Rented" to "claimed", as if that rent had not happened.</summary>
    internal static long ClaimUnrented(long rented) => ~rented + Claimed;

    /// <summary>"Idle in depot" to "claimed".</summary>
    internal static long ClaimFromDepot(long generation) => generation - InDepot + Claimed;

    /// <summary>"Claimed" to "idle in depot".</summary>
    internal static long DepotFromClaimed(long generation) => generation - Claimed + InDepot;

    /// <summary>A claimed slot that is on its way back, as it was while it was rented; any other as it is.</summary>
    internal static long Unclaimed(long generation) => IsClaimed(generation) ? Claimed - generation : generation;

    /// <summary>How often the slot has been rented, the present rent included.</summary>
    internal static long Rents(long generation) => generation < 0 ? -generation : generation & CountMask;

    /// <summary>How often the slot has been returned. A claimed slot counts as returned.</summary>
    internal static long Returns(long generation) => generation < 0 ? ~generation : generation & CountMask;
}
