namespace Tidepool.Analyzers.Flow;

/// <summary>Which faults of a rental have been reported on a path, so that one fault is reported once.</summary>
[Flags]
internal enum Told
{
    Nothing = 0,

    /// <summary>That it was used after its return.</summary>
    Use = 1,

    /// <summary>That it was returned again.</summary>
    Return = 2,
}
