namespace Tidepool.Analyzers.Flow;

/// <summary>Which faults of a rental have been reported on a path, so that one fault is reported once.</summary>
[Flags]
internal enum Told
{
    Nothing = 0,

    /// <summary>Its use after its return.</summary>
    Use = 1,

    /// <summary>Its second return.</summary>
    Return = 2,
}
