namespace Tidepool.Analyzers.Flow;

/// <summary>What a method does with a lease that it is given.</summary>
internal enum Passing
{
    /// <summary>It can't be told: the method may return it.</summary>
    Unknown,

    /// <summary>The method returns it, or looks after that: it isn't the caller's any more.</summary>
    Taken,

    /// <summary>The method works with it and gives it up; it is still the caller's to return.</summary>
    Lent,
}
