namespace Tidepool.Benchmarks.Peers;

/// <summary>Whether the memory adapter uses its owners again. A type, so that each choice is a peer of its own.</summary>
internal interface IOwners
{
    /// <summary>Gets a value indicating whether it does.</summary>
    public static abstract bool AreReused { get; }

    /// <summary>An owner for each rent.</summary>
    internal readonly struct Fresh : IOwners
    {
        public static bool AreReused => false;
    }

    /// <summary>One owner for each buffer.</summary>
    internal readonly struct Reused : IOwners
    {
        public static bool AreReused => true;
    }
}
