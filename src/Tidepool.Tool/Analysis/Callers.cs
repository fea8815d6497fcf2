namespace Tidepool.Tool.Analysis;

/// <summary>Tells whether a known call is the program's own, or one that a library makes, which the program can't replace.</summary>
/// <param name="RunsOthers">Whether a method only runs others, or may have a lambda or an iterator of the program inlined into it.</param>
/// <param name="Makes">Whether a method makes an object of a type.</param>
internal sealed record Callers(Func<string, bool> RunsOthers, Func<string, string, bool> Makes)
{
    /// <param name="call">The known call.</param>
    /// <param name="libraries">The methods of libraries between the program and the call, outermost first.</param>
    internal bool LeaveToTheProgram(KnownCall call, IReadOnlyList<string> libraries) => libraries.Count == 0 || RunsOthers(libraries[^1])
        || (call.PassedType is { } type && !libraries.Any(library => Makes(library, type)));
}
