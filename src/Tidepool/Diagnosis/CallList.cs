using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Tidepool.Diagnosis;

/// <summary>The calls of a stack as text: those of the pool's caller, as their author named them.</summary>
internal static class CallList
{
    /// <summary>So many calls tell where it was; below them are a server's own.</summary>
    private const int MostCalls = 16;

    /// <summary>How the names of this assembly begin: what follows differs between the runtime's and that of native code.</summary>
    private static readonly string s_ownAssembly = typeof(CallList).Assembly.GetName().Name + ",";

    /// <summary>The calls that led to the pool, the innermost first. Those within the pool say nothing.</summary>
    internal static IEnumerable<DiagnosticMethodInfo> CallersIn(StackTrace stack) => stack.GetFrames()
        .Select(DiagnosticMethodInfo.Create)
        .OfType<DiagnosticMethodInfo>()
        .SkipWhile(static method => method.DeclaringAssemblyName.StartsWith(s_ownAssembly, StringComparison.Ordinal));

    internal static void AppendTo(StringBuilder text, StackTrace stack)
    {
        DiagnosticMethodInfo[] calls = [.. CallersIn(stack)];
        foreach (DiagnosticMethodInfo method in calls.Take(MostCalls))
        {
            text.Append("\n    ").Append(NameOf(method));
        }

        if (calls.Length == 0)
        {
            text.Append("\n    methods without names: the program was published without them (StackTraceSupport)");
        }

        if (calls.Length > MostCalls)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n    and {calls.Length - MostCalls} more");
        }
    }

    /// <summary>The compiler makes a type <c>&lt;Read&gt;d__5</c> with a method <c>MoveNext</c> of an asynchronous method <c>Read</c>.</summary>
    private static string NameOf(DiagnosticMethodInfo method)
    {
        string type = method.DeclaringTypeName ?? "";
        int open = type.LastIndexOf("+<", StringComparison.Ordinal);
        int close = open < 0 ? -1 : type.IndexOf(">d__", open, StringComparison.Ordinal);
        return method.Name == "MoveNext" && close > 0
            ? $"{type[..open]}.{type[(open + 2)..close]} (async)"
            : $"{type}.{method.Name}";
    }
}
