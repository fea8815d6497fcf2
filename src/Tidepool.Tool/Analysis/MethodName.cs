using System.Text.RegularExpressions;

namespace Tidepool.Tool.Analysis;

/// <summary>Names methods as their source does: the compiler moves the code of asynchronous methods, iterators, lambdas and local functions into methods that it names itself.</summary>
internal static partial class MethodName
{
    /// <summary>What the compiler calls the method that the statements of a program without one become.</summary>
    private const string TopLevel = "<Main>$";

    internal static string AsWritten(string compiled)
    {
        string name = compiled.Replace(TopLevel, "Main", StringComparison.Ordinal);
        name = StateMachineOfLambda().Replace(name, ".$1(…), a lambda");
        name = StateMachineOfLocalFunction().Replace(name, ".$1(…), its $2(…)");
        name = StateMachine().Replace(name, ".$1(…)");
        name = Lambda().Replace(name, ".$1(…), a lambda");
        name = LocalFunction().Replace(name, ".$1(…), its $2(");
        return Closure().Replace(name, "");
    }

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

    /// <summary><c>+&lt;&gt;c</c> and <c>+&lt;&gt;c__DisplayClass3_0</c>, with type arguments where the method has some</summary>
    [GeneratedRegex(@"\+<>c(__(DisplayClass)?[\d_]+)?(?:`\d+(?:\[[^(]*?\])?)?")]
    private static partial Regex Closure();
}
