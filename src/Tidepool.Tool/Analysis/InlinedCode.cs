namespace Tidepool.Tool.Analysis;

/// <summary>Tells what made a byte array from the code of the program's method, where the method that made it has no frame of its own.</summary>
internal static class InlinedCode
{
    private const string Constructor = ".ctor";

    /// <summary>Methods that a statement calls besides the one that matters.</summary>
    private static readonly string[] s_besides = [".get_", ".set_", ".Dispose(", ".DisposeAsync("];

    /// <summary>Finds the lambda that is inlined into the library's method that runs it.</summary>
    /// <param name="library">The innermost library's method, which runs delegates.</param>
    /// <param name="mayAllocate">Whether that method may make byte arrays too.</param>
    /// <param name="calls">What the program's method calls.</param>
    /// <returns>Null if the library may have made the array, or it isn't known which lambda it was.</returns>
    internal static StatementCalls.Lambda? LambdaIn(string library, bool mayAllocate, StatementCalls.Calls calls) =>
        (!mayAllocate || IsForOtherTypes(library, calls)) && calls.Lambdas is [var only] ? only : null;

    /// <summary>Whether the program calls a generic form of the method in the stack that isn't the known call, since it makes no bytes.</summary>
    internal static bool Contradicts(KnownCall known, string inStack, StatementCalls.Calls calls) =>
        SameAs(inStack, calls) is { Length: > 0 } same && !same.Any(known.Is);

    private static bool IsForOtherTypes(string method, StatementCalls.Calls calls) =>
        SameAs(method, calls) is { Length: > 0 } same && same.All(static called => PathOf(called) != called.Split('(')[0]);

    private static string[] SameAs(string method, StatementCalls.Calls calls) =>
        [.. calls.Written.Where(called => PathOf(called) == PathOf(method))];

    /// <summary>Finds the known call of a statement that calls the known one in the stack in turn, and is inlined.</summary>
    /// <param name="inStack">The method in the stack.</param>
    /// <param name="calls">What the program's method calls.</param>
    internal static (KnownCall Known, string Method)? Outer(string inStack, StatementCalls.Calls calls) =>
        calls.OfStatement.Any(called => NameOf(called) == NameOf(inStack)) ? null : KnownCalls.OnlyOuter(calls.OfStatement);

    /// <summary>Whether an inlined method of a library must have made the array, since the program's code makes none there, and runs no delegate.</summary>
    internal static bool IsOfALibrary(StatementCalls.Calls calls) => calls is { IsByOthers: true, OfStatement.Count: > 0, Lambdas.Count: 0 }
        && calls.OfMethod.All(static called => OwnCode.IsOfALibrary(called) && !CallSites.IsDriver(called));

    /// <returns>The only method of a statement that could have made the array; null if there are more.</returns>
    internal static string? OnlyCall(StatementCalls.Calls calls) =>
        calls.OfStatement.Where(static called => !s_besides.Any(part => called.Contains(part, StringComparison.Ordinal))).Distinct().ToArray() is [var only]
            ? only : null;

    /// <summary>The name without its parameters, and without the type arguments that <see cref="MemberNames.Of"/> adds.</summary>
    private static string PathOf(string method)
    {
        string path = method.Split('(')[0];
        int arguments = path.IndexOf('<', StringComparison.Ordinal);
        return arguments > 0 && char.IsLetterOrDigit(path[arguments - 1]) ? path[..arguments] : path;
    }

    /// <summary>The same without its type, since a virtual method is called by the name of a base class.</summary>
    private static string NameOf(string method) => PathOf(method) is var path && path.EndsWith(Constructor, StringComparison.Ordinal) ? path
        : path[(path.LastIndexOf('.') + 1)..];
}
