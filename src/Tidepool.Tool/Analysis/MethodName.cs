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

    /// <summary>The name of a method that has generated ones. That of an interface's method has the interface in it, in which the names of types have hyphens
    /// in place of dots: <c>Shop-IStore&lt;System-Int32&gt;-Read</c>.</summary>
    private const string Name = @"((?:[\w.,-]|<[\w.,<>-]*>)+)";

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
        name = FileType().Replace(name, "");
        name = VisualBasicStateMachine().Replace(name, ".$1(…)");
        name = VisualBasicLambda().Replace(name, ", a lambda");
        name = FSharpClosure().Replace(name, ".$1(…), a lambda");
        name = FSharpStateMachine().Replace(name, ".$1(…)");
        name = StateMachineOfLambda().Replace(name, static machine => $".{Dotted(machine)}(…), a lambda");
        name = StateMachineOfLocalFunction().Replace(name, static machine => $".{Dotted(machine)}(…), its {machine.Groups[2].Value}(…)");
        name = StateMachine().Replace(name, static machine => $".{Dotted(machine)}(…)");
        name = Lambda().Replace(name, ".$1(…), a lambda");
        name = LocalFunction().Replace(name, ".$1(…), its $2(");
        name = Closure().Replace(name, "");
        name = TypeArguments().Replace(name, "<…>").Replace('+', '.');
        name = InterfaceArguments().Replace(name, "<…>");
        int arguments = name.IndexOf('(', StringComparison.Ordinal);
        return arguments < 0 ? name : name[..arguments] + Argument().Replace(name[arguments..], static part =>
            part.Groups["type"] is { Success: true, Value: string type } ? s_types.GetValueOrDefault(type, type[(type.LastIndexOf('.') + 1)..])
            : part.Groups["parameter"] is { Success: true, Value: string parameter } ? $"T{parameter}"
            : ", ");
    }

    private static string Dotted(Match machine) => machine.Groups[1].Value.Replace('-', '.');

    /// <summary><c>pMT: 0x7f71a2b3c4d8</c>, where the runtime names a type by its address, which differs from process to process</summary>
    [GeneratedRegex(@"\bpMT: 0x[0-9a-fA-F]+,?")]
    private static partial Regex Address();

    /// <summary><c>&lt;Server&gt;F1A2…__</c>, before the name of a type that only its file sees</summary>
    [GeneratedRegex("<[^<>]*>F[0-9A-F]{64}__")]
    private static partial Regex FileType();

    /// <summary><c>+VB$StateMachine_3_ReadAsync.MoveNext()</c></summary>
    [GeneratedRegex(@"\+VB\$StateMachine_\d+_(?!_?Lambda)(\w+)(?:`\d+)?(?:\[.*\])?\.MoveNext\(\)")]
    private static partial Regex VisualBasicStateMachine();

    /// <summary><c>+_Closure$__3-0._Lambda$__1(int32)</c>, whose method has no name in it, and <c>+VB$StateMachine___Lambda$__1-0.MoveNext()</c></summary>
    [GeneratedRegex(@"(?:\+_Closure\$__[\d-]*(?:`\d+(?:\[[^(]*?\])?)?)?(?:\._Lambda\$__|\+VB\$StateMachine_\d*_+Lambda\$__).*$")]
    private static partial Regex VisualBasicLambda();

    /// <summary><c>&lt;System.Int32&gt;</c> in the name of an interface whose method is implemented explicitly</summary>
    [GeneratedRegex(@"(?<=^[^(]*\w)<[\w.,<>\[\]]+>(?=\.)")]
    private static partial Regex InterfaceArguments();

    /// <summary><c>+run@12-1.Invoke(int32)</c>, a function within <c>run</c> as the F# compiler names it</summary>
    [GeneratedRegex(@"[+.](\w+)@\d+(?:-\d+)?(?:`\d+)?(?:\[.*?\])?\.(?:Invoke|Specialize)\w*(?:\[.*?\])?\(.*\)")]
    private static partial Regex FSharpClosure();

    /// <summary><c>+run@12.MoveNext()</c> and <c>+run@12.GenerateNext(…)</c>, of tasks and sequences of F#</summary>
    [GeneratedRegex(@"[+.](\w+)@\d+(?:-\d+)?(?:`\d+)?(?:\[.*?\])?\.(?:MoveNext|GenerateNext)\(.*\)")]
    private static partial Regex FSharpStateMachine();

    /// <summary><c>+&lt;&lt;Run&gt;b__0&gt;d.MoveNext()</c></summary>
    [GeneratedRegex(@"\+<<" + Name + @">b__[\w|]+>d(?:`\d+)?(?:\[.*\])?\.MoveNext\(\)")]
    private static partial Regex StateMachineOfLambda();

    /// <summary><c>+&lt;&lt;Run&gt;g__Fill|0&gt;d.MoveNext()</c></summary>
    [GeneratedRegex(@"\+<<" + Name + @">g__(\w+)\|[\d_]+>d(?:`\d+)?(?:\[.*\])?\.MoveNext\(\)")]
    private static partial Regex StateMachineOfLocalFunction();

    /// <summary><c>+&lt;RunAsync&gt;d__22.MoveNext()</c></summary>
    [GeneratedRegex(@"\+<" + Name + @">d__\d+(?:`\d+)?(?:\[.*\])?\.MoveNext\(\)")]
    private static partial Regex StateMachine();

    /// <summary><c>.&lt;Run&gt;b__3_0(int32)</c></summary>
    [GeneratedRegex(@"\.<" + Name + @">b__[\w|]+(?:\[.*\])?\(.*\)")]
    private static partial Regex Lambda();

    /// <summary><c>.&lt;Run&gt;g__Fill|3_0(int32)</c>, whose arguments stay.</summary>
    [GeneratedRegex(@"\.<" + Name + @">g__(\w+)\|[\d_]+(?:\[[^(]*\])?\(")]
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
