using System.Text.RegularExpressions;

namespace Tidepool.Tool.Analysis;

/// <summary>Names methods as their source does. The compiler moves the code of asynchronous methods, iterators, lambdas and local functions into generated
/// methods.</summary>
internal static partial class MethodName
{
    /// <summary>The compiler's name for the method that holds top-level statements.</summary>
    private const string TopLevel = "<Main>$";

    /// <summary>The compiler's name for the method that waits for an asynchronous <c>Main</c>.</summary>
    private const string Awaiting = ".<Main>(";

    /// <summary>C# keywords for the runtime's type names.</summary>
    private static readonly Dictionary<string, string> s_types = new()
    {
        ["int8"] = "sbyte", ["unsigned int8"] = "byte", ["int16"] = "short", ["unsigned int16"] = "ushort", ["int32"] = "int", ["unsigned int32"] = "uint",
        ["int64"] = "long", ["unsigned int64"] = "ulong", ["int"] = "nint", ["unsigned int"] = "nuint", ["float32"] = "float", ["float64"] = "double",
            ["wchar"] = "char",
        ["System.String"] = "string", ["System.Object"] = "object", ["System.Decimal"] = "decimal",
    };

    internal static string AsWritten(string compiled)
    {
        string name = Address().Replace(compiled, "").Replace(TopLevel, "Main", StringComparison.Ordinal).Replace(Awaiting, ".Main(", StringComparison.Ordinal);
        name = FSharpClosure().Replace(name, ".$1(…), a lambda");
        name = FSharpStateMachine().Replace(name, ".$1(…)");
        name = StateMachineOfLambda().Replace(name, ".$1(…), a lambda");
        name = StateMachineOfLocalFunction().Replace(name, ".$1(…), its $2(…)");
        name = StateMachine().Replace(name, ".$1(…)");
        name = Lambda().Replace(name, ".$1(…), a lambda");
        name = LocalFunction().Replace(name, ".$1(…), its $2(");
        name = Closure().Replace(name, "");
        name = TypeArguments().Replace(name, "<…>").Replace('+', '.');
        int arguments = name.IndexOf('(', StringComparison.Ordinal);
        return arguments < 0 ? name : name[..arguments] + Argument().Replace(name[arguments..], static part =>
            part.Groups["type"] is { Success: true, Value: string type } ? s_types.GetValueOrDefault(type, type[(type.LastIndexOf('.') + 1)..])
            : part.Groups["parameter"] is { Success: true, Value: string parameter } ? $"T{parameter}"
            : ", ");
    }

    /// <summary><c>pMT: 0x7f71a2b3c4d8</c>, where the runtime names a type by its address, which differs from process to process</summary>
    [GeneratedRegex(@"\bpMT: 0x[0-9a-fA-F]+,?")]
    private static partial Regex Address();

    /// <summary><c>+run@12-1.Invoke(int32)</c>, a function within <c>run</c> as the F# compiler names it</summary>
    [GeneratedRegex(@"[+.](\w+)@\d+(?:-\d+)?(?:`\d+)?(?:\[.*?\])?\.(?:Invoke|Specialize)\w*(?:\[.*?\])?\(.*\)")]
    private static partial Regex FSharpClosure();

    /// <summary><c>+run@12.MoveNext()</c> and <c>+run@12.GenerateNext(…)</c>, of tasks and sequences of F#</summary>
    [GeneratedRegex(@"[+.](\w+)@\d+(?:-\d+)?(?:`\d+)?(?:\[.*?\])?\.(?:MoveNext|GenerateNext)\(.*\)")]
    private static partial Regex FSharpStateMachine();

    /// <summary><c>+&lt;&lt;Run&gt;b__0&gt;d.MoveNext()</c></summary>
    [GeneratedRegex(@"\+<<([\w.]+)>b__[\w|]+>d(?:`\d+)?(?:\[.*\])?\.MoveNext\(\)")]
    private static partial Regex StateMachineOfLambda();

    /// <summary><c>+&lt;&lt;Run&gt;g__Fill|0&gt;d.MoveNext()</c></summary>
    [GeneratedRegex(@"\+<<([\w.]+)>g__(\w+)\|[\d_]+>d(?:`\d+)?(?:\[.*\])?\.MoveNext\(\)")]
    private static partial Regex StateMachineOfLocalFunction();

    /// <summary><c>+&lt;RunAsync&gt;d__22.MoveNext()</c></summary>
    [GeneratedRegex(@"\+<([\w.]+)>d__\d+(?:`\d+)?(?:\[.*\])?\.MoveNext\(\)")]
    private static partial Regex StateMachine();

    /// <summary><c>.&lt;Run&gt;b__3_0(int32)</c></summary>
    [GeneratedRegex(@"\.<([\w.]+)>b__[\w|]+(?:\[.*\])?\(.*\)")]
    private static partial Regex Lambda();

    /// <summary><c>.&lt;Run&gt;g__Fill|3_0(int32)</c>, whose arguments stay.</summary>
    [GeneratedRegex(@"\.<([\w.]+)>g__(\w+)\|[\d_]+(?:\[[^(]*\])?\(")]
    private static partial Regex LocalFunction();

    /// <summary><c>+&lt;&gt;c</c> and <c>+&lt;&gt;c__DisplayClass3_0</c>, with type arguments if the method has any</summary>
    [GeneratedRegex(@"\+<>c(__(DisplayClass)?[\d_]+)?(?:`\d+(?:\[[^(]*?\])?)?")]
    private static partial Regex Closure();

    /// <summary><c>`2[System.String,System.__Canon]</c> after the name of a type or a method</summary>
    [GeneratedRegex(@"`\d+(?:\[.*?\])?(?=[.+(])")]
    private static partial Regex TypeArguments();

    /// <summary><c>value class System.Span`1</c>, <c>unsigned int8</c>, <c>!!0</c>, and the comma between two of them</summary>
    [GeneratedRegex(@"(?:(?:value )?class )?(?<type>(?:unsigned )?[\w.]+)(?:`\d+)?|!+(?<parameter>\d+)|,(?![,\] ])", RegexOptions.ExplicitCapture)]
    private static partial Regex Argument();
}
