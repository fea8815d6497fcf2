using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Tidepool.Diagnosis;

/// <summary>The calls on a stack as text: those of the pool's caller, by the names in their source code.</summary>
internal static class CallList
{
    /// <summary>The most calls listed. These show where it was; the calls below them are mostly the server framework's own. Arbitrary.</summary>
    private const int MostCalls = 16;

    /// <summary>Namespaces whose code only drives asynchronous methods and the threads that run them.</summary>
    private static readonly string[] s_plumbing = ["System.Runtime.CompilerServices.", "System.Threading."];

    /// <summary>How the names of this assembly begin; the rest differs between the runtime and native code.</summary>
    private static readonly string s_ownAssembly = typeof(CallList).Assembly.GetName().Name + ",";

    /// <summary>The calls that led to the pool, the innermost first, without those inside the pool.</summary>
    internal static IEnumerable<string> CallersIn(StackTrace stack) => AsWritten(stack.GetFrames()
        .Select(DiagnosticMethodInfo.Create)
        .OfType<DiagnosticMethodInfo>()
        .SkipWhile(static method => method.DeclaringAssemblyName.StartsWith(s_ownAssembly, StringComparison.Ordinal))
        .Select(static method => $"{method.DeclaringTypeName}.{method.Name}"));

    /// <summary>Calls by the names in their source code. An asynchronous method, which appears twice on the stack, is listed once.</summary>
    internal static IEnumerable<string> AsWritten(IEnumerable<string> calls) => calls
        .Where(static call => !s_plumbing.Any(plumbing => call.StartsWith(plumbing, StringComparison.Ordinal)))
        .Select(CallName.Readable)
        .Distinct();

    internal static void AppendTo(StringBuilder text, StackTrace stack)
    {
        string[] calls = [.. CallersIn(stack)];
        foreach (string call in calls.Take(MostCalls))
        {
            text.Append("\n    ").Append(call);
        }

        if (calls.Length == 0)
        {
            text.Append("\n    no method names: the program was published without them (StackTraceSupport)");
        }

        if (calls.Length > MostCalls)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n    and {calls.Length - MostCalls} more");
        }
    }
}
