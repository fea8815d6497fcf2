namespace Tidepool.Slots;

/// <summary>The number on a slot: a count of its rents, and in its two lowest bits the state it is in.</summary>
/// <remarks>
/// <code>
/// 4n      idle at home    returned n times; only the home thread may rent it, by a plain store
/// 4n + 1  rented          for the (n+1)th time; the value that a lease carries
/// 4n + 2  idle in depot   returned n+1 times; rented again under the depot's lock
/// 4n + 3  claimed         nobody may rent it: on its way back, or retired for good
/// </code>
/// A lease is valid exactly while the slot still shows the value the lease carries. Rented values only grow and 64 bits never wrap,
/// so a stale lease can't become valid again. The two idle states differ so that a ring which still remembers a slot
/// doesn't take one that lies in the depot.
/// </remarks>
internal static class Generation
{
    /// <summary>The generation of a slot that was created for a rent.</summary>
    internal const ulong FirstRent = 1;

    /// <summary>Added to "idle at home" it gives "rented".</summary>
    internal const ulong RentAtHome = 1;

    /// <summary>Added to "rented" it gives "idle at home".</summary>
    internal const ulong ReturnHome = 3;

    /// <summary>Added to "rented" it gives "claimed".</summary>
    internal const ulong Claim = 2;

    private const ulong StateMask = 3;

    internal static bool IsIdleAtHome(ulong generation) => (generation & StateMask) == 0;

    internal static bool IsRented(ulong generation) => (generation & StateMask) == 1;

    internal static bool IsIdleInDepot(ulong generation) => (generation & StateMask) == 2;

    internal static bool IsClaimed(ulong generation) => (generation & StateMask) == 3;

    /// <summary>"Claimed" to "idle in depot".</summary>
    internal static ulong DepotFromClaimed(ulong generation) => generation - 1;

    /// <summary>"Idle at home" to "claimed": one less, so that the counts of rents and returns stay as they are.</summary>
    internal static ulong ClaimedFromHome(ulong generation) => generation - 1;

    /// <summary>"Idle in depot" to "claimed".</summary>
    internal static ulong ClaimedFromDepot(ulong generation) => generation + 1;

    /// <summary>"Idle in depot" to "rented", once more.</summary>
    internal static ulong RentFromDepot(ulong generation) => generation + 3;

    /// <summary>How often the slot has been rented, the present rent included.</summary>
    internal static long Rents(ulong generation) => (long)((generation + 3) >> 2);

    /// <summary>How often the slot has been returned. A claimed slot counts as returned.</summary>
    internal static long Returns(ulong generation) => (long)((generation + 2) >> 2);
}
