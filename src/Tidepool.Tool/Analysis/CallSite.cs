namespace Tidepool.Tool.Analysis;

/// <summary>Where something was allocated.</summary>
/// <param name="Method">The innermost method of the program's own code; the innermost method of all if there is none.</param>
/// <param name="Location">File and line, if symbols are available.</param>
/// <param name="Pool">The pool whose miss caused the allocation, or null.</param>
internal sealed record CallSite(string Method, string? Location, string? Pool)
{
    internal static CallSite Unknown { get; } = new("(stack not known)", null, null);

    /// <summary>The library method that <see cref="Method"/> calls, and that allocates; null if the method allocates directly.</summary>
    internal string? Call { get; init; }

    /// <summary>What to write instead of <see cref="Call"/>; null if the call isn't a known one.</summary>
    internal KnownCall? Known { get; init; }
}
