namespace Tidepool.Tool.Analysis;

/// <summary>Where something was allocated.</summary>
/// <param name="Method">The innermost method of the program's own code; if there is none, the outermost of the library's work
/// (<see cref="LibraryWork"/>).</param>
/// <param name="Location">File and line, if symbols are available.</param>
/// <param name="Pool">The pool whose miss caused the allocation, or null.</param>
internal sealed record CallSite(string Method, string? Location, string? Pool)
{
    private const string Constructor = "..ctor(";

    /// <summary>Stands for <see cref="Call"/> if that is inlined, and the code doesn't tell which of several it is.</summary>
    internal const string InlinedCall = "an inlined call";

    internal static CallSite Unknown { get; } = new("(stack not known)", null, null);

    /// <summary>Compares call sites by what a report shows of them.</summary>
    internal static IEqualityComparer<CallSite> AsRead { get; } =
        EqualityComparer<CallSite>.Create(static (one, other) => one?.Text == other?.Text && one?.Pool == other?.Pool, static site =>
            HashCode.Combine(site.Text, site.Pool));

    /// <summary>The method, its location, and the library call, as reports show them.</summary>
    internal string Text
    {
        get
        {
            string method = Location is not null ? $"{Method} ({Location})" : RunBy is not null ? $"{Method} (a library's, {RunBy})" : Method;
            return Call is null || Pool is not null ? method : $"{method}, by {Written(Call)}";
        }
    }

    /// <summary>The library method that <see cref="Method"/> calls, and that allocates; null if the method allocates directly.</summary>
    internal string? Call { get; init; }

    /// <summary>What runs the library's work, if no method of the program is on the stack; otherwise null.</summary>
    internal string? RunBy { get; init; }

    /// <summary>Whether the library's code is known to allocate by itself. Otherwise it may run code of the program that is inlined into it, such as a
    /// lambda.</summary>
    internal bool IsByLibrary { get; init; }

    /// <summary>What to write instead of <see cref="Call"/>; null if the call isn't a known one.</summary>
    internal KnownCall? Known { get; init; }

    /// <summary>Whether it isn't known if a pool could serve its arrays: an unknown library allocates them, or code that is inlined into a
    /// library.</summary>
    internal bool IsUncertain => Known is null && Pool is null && !IsByLibrary && (Call is not null || RunBy is not null);

    /// <summary>A constructor as source calls it.</summary>
    private static string Written(string call) => call.Contains(Constructor, StringComparison.Ordinal)
        ? $"new {call.Replace(Constructor, "(", StringComparison.Ordinal)}" : call;
}
