namespace Tidepool.Tool.Analysis;

/// <summary>Where something was allocated.</summary>
/// <param name="Method">The first method of the program's own, or the first there is.</param>
/// <param name="Location">File and line, where symbols allow.</param>
/// <param name="Pool">The pool whose miss this was, or null.</param>
internal sealed record CallSite(string Method, string? Location, string? Pool)
{
    internal static CallSite Unknown { get; } = new("(stack not known)", null, null);

    /// <summary>The library's method that <see cref="Method"/> calls, and that allocates; null where it allocates itself.</summary>
    internal string? Call { get; init; }

    /// <summary>What to write instead of <see cref="Call"/>; null where nothing is known of it.</summary>
    internal KnownCall? Known { get; init; }
}
