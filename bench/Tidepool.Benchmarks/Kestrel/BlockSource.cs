namespace Tidepool.Benchmarks.Kestrel;

/// <summary>Where a server's blocks come from.</summary>
internal enum BlockSource
{
    /// <summary>Kestrel's own pool of pinned blocks.</summary>
    Kestrel,

    Tidepool,
}
