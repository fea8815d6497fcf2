namespace Tidepool.Analyzers.Flow;

/// <summary>What a method does with a lease that it receives.</summary>
internal enum Passing
{
    /// <summary>Unknown: the method may return it.</summary>
    Unknown,

    /// <summary>The method returns the lease or takes charge of that; the caller doesn't own it any more.</summary>
    Taken,

    /// <summary>The method works with the lease and keeps nothing of it; the caller still has to return it.</summary>
    Lent,
}
