using Tidepool.Diagnosis;

namespace Tidepool.Tests.Safety;

/// <summary>How reports name the methods of a stack.</summary>
[Trait("Requirement", "B3")]
public class CallListTests
{
    [Theory]
    [InlineData("Uploads.Serve", "Uploads.Serve")]
    [InlineData("Uploads+<ReadAsync>d__3.MoveNext", "Uploads.ReadAsync")]
    [InlineData("Outer+Uploads`1+<ReadAsync>d__3.MoveNext", "Outer+Uploads`1.ReadAsync")]
    [InlineData("Program+<>c.<<Main>$>b__0_0", "Program.Main")]
    [InlineData("Program+<>c__DisplayClass0_0.<<Main>$>b__1", "Program.Main")]
    [InlineData("Program+<>c+<<<Main>$>b__0_0>d.MoveNext", "Program.Main")]
    [InlineData("Program.<<Main>$>g__Serve|0_1", "Program.Main.Serve")]
    [InlineData("Program+<<<Main>$>g__Serve|0_1>d.MoveNext", "Program.Main.Serve")]
    [InlineData("Uploads..ctor", "Uploads..ctor")]
    public void Call_InACompilersName_GetsItsProgrammers(string call, string expected) => Assert.Equal(expected, CallName.Readable(call));

    [Fact]
    public void Calls_OfAnAsynchronousMethod_AreOne() =>
        Assert.Equal(
            ["Uploads.ReadAsync", "Program.Main"],
            CallList.AsWritten(["Uploads+<ReadAsync>d__3.MoveNext", "System.Runtime.CompilerServices.AsyncMethodBuilderCore.Start",
                "Uploads.ReadAsync", "System.Threading.ExecutionContext.RunInternal", "Program.Main"]));
}
