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
    public void AsWritten_MethodOfTheCompiler_IsNamedAsItsSourceDoes(string compiled, string written) =>
        Assert.Equal(written, MethodName.AsWritten(compiled));
}
