using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Tests;

[Trait("Requirement", "D4")]
public class MethodNameTests
{
    [Theory]
    [InlineData("Relay.Connection.Take(int32)", "Relay.Connection.Take(int32)")]
    [InlineData("Relay.Connection..ctor(int32)", "Relay.Connection..ctor(int32)")]
    [InlineData("Relay.Outer+Inner.Take()", "Relay.Outer+Inner.Take()")]
    [InlineData("Relay.Connection+<ReceiveAsync>d__22.MoveNext()", "Relay.Connection.ReceiveAsync(…)")]
    [InlineData("Relay.Connection+<ReadAsync>d__3`1[System.__Canon].MoveNext()", "Relay.Connection.ReadAsync(…)")]
    [InlineData("Relay.Connection+<>c.<Run>b__3_0(int32)", "Relay.Connection.Run(…), a lambda")]
    [InlineData("Relay.Connection+<>c__DisplayClass3_0.<Run>b__1()", "Relay.Connection.Run(…), a lambda")]
    [InlineData("Relay.Connection+<>c__DisplayClass3_0+<<Run>b__1>d.MoveNext()", "Relay.Connection.Run(…), a lambda")]
    [InlineData("Relay.Connection.<Run>g__Fill|3_0(int32)", "Relay.Connection.Run(…), its Fill(int32)")]
    [InlineData("Relay.Connection+<<Run>g__Fill|3_0>d.MoveNext()", "Relay.Connection.Run(…), its Fill(…)")]
    [InlineData("Relay.Connection+<>c.<.ctor>b__3_0(int32)", "Relay.Connection..ctor(…), a lambda")]
    [InlineData("Relay.Connection+<>c__3`1[System.__Canon].<Run>b__3_0(!0)", "Relay.Connection.Run(…), a lambda")]
    [InlineData("Relay.Connection.<Run>g__Fill|3_0[System.__Canon](int32)", "Relay.Connection.Run(…), its Fill(int32)")]
    [InlineData("Program.<Main>$(string[])", "Program.Main(string[])")]
    [InlineData("Program+<<Main>$>d__0.MoveNext()", "Program.Main(…)")]
    [InlineData("Program+<>c.<<Main>$>b__0_2()", "Program.Main(…), a lambda")]
    [InlineData("Program+<>c__DisplayClass0_0.<<Main>$>b__3(int32)", "Program.Main(…), a lambda")]
    [InlineData("Program+<>c+<<<Main>$>b__0_2>d.MoveNext()", "Program.Main(…), a lambda")]
    [InlineData("Program.<<Main>$>g__Fill|0_1(int32)", "Program.Main(…), its Fill(int32)")]
    [InlineData("Program+<<<Main>$>g__Fill|0_1>d.MoveNext()", "Program.Main(…), its Fill(…)")]
    public void AsWritten_MethodOfTheCompiler_IsNamedAsItsSourceDoes(string compiled, string written) =>
        Assert.Equal(written, MethodName.AsWritten(compiled));
}
