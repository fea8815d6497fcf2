using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Tests;

[Trait("Requirement", "D4")]
public class MethodNameTests
{
    [Theory]
    [InlineData("Relay.Connection.Take(int32)", "Relay.Connection.Take(int)")]
    [InlineData("Relay.Connection..ctor(int32)", "Relay.Connection..ctor(int)")]
    [InlineData("Relay.Outer+Inner.Take()", "Relay.Outer.Inner.Take()")]
    [InlineData("Relay.Connection+<ReceiveAsync>d__22.MoveNext()", "Relay.Connection.ReceiveAsync(…)")]
    [InlineData("Relay.Connection+<ReadAsync>d__3`1[System.__Canon].MoveNext()", "Relay.Connection.ReadAsync(…)")]
    [InlineData("Relay.Connection+<>c.<Run>b__3_0(int32)", "Relay.Connection.Run(…), a lambda")]
    [InlineData("Relay.Connection+<>c__DisplayClass3_0.<Run>b__1()", "Relay.Connection.Run(…), a lambda")]
    [InlineData("Relay.Connection+<>c__DisplayClass3_0+<<Run>b__1>d.MoveNext()", "Relay.Connection.Run(…), a lambda")]
    [InlineData("Relay.Connection.<Run>g__Fill|3_0(int32)", "Relay.Connection.Run(…), its Fill(int)")]
    [InlineData("Relay.Connection+<<Run>g__Fill|3_0>d.MoveNext()", "Relay.Connection.Run(…), its Fill(…)")]
    [InlineData("Relay.Connection+<>c.<.ctor>b__3_0(int32)", "Relay.Connection..ctor(…), a lambda")]
    [InlineData("Relay.Connection+<>c__3`1[System.__Canon].<Run>b__3_0(!0)", "Relay.Connection.Run(…), a lambda")]
    [InlineData("Relay.Connection.<Run>g__Fill|3_0[System.__Canon](int32)", "Relay.Connection.Run(…), its Fill(int)")]
    [InlineData("Program+run@12-1.Invoke(int32)", "Program.run(…), a lambda")]
    [InlineData("Program+run@9.Invoke(class Microsoft.FSharp.Core.Unit)", "Program.run(…), a lambda")]
    [InlineData("Program+run@12.MoveNext()", "Program.run(…)")]
    [InlineData("Program+rows@7.GenerateNext(class System.Collections.Generic.IEnumerable`1<unsigned int8[]>&)", "Program.rows(…)")]
    [InlineData("Program.<Main>$(string[])", "Program.Main(string[])")]
    [InlineData("Program+<<Main>$>d__0.MoveNext()", "Program.Main(…)")]
    [InlineData("Program.<Main>(class System.String[])", "Program.Main(string[])")]
    [InlineData("Program+<>c.<<Main>$>b__0_2()", "Program.Main(…), a lambda")]
    [InlineData("Program+<>c__DisplayClass0_0.<<Main>$>b__3(int32)", "Program.Main(…), a lambda")]
    [InlineData("Program+<>c+<<<Main>$>b__0_2>d.MoveNext()", "Program.Main(…), a lambda")]
    [InlineData("Program.<<Main>$>g__Fill|0_1(int32)", "Program.Main(…), its Fill(int)")]
    [InlineData("Program+<<<Main>$>g__Fill|0_1>d.MoveNext()", "Program.Main(…), its Fill(…)")]
    [InlineData("Store.Shelf+<Store-IShelf-ReadAsync>d__1.MoveNext()", "Store.Shelf.Store.IShelf.ReadAsync(…)")]
    [InlineData("Shelf+<IShelf<System-Int32>-Rows>d__0.MoveNext()", "Shelf.IShelf<…>.Rows(…)")]
    [InlineData("Shelf+<IShelf<System-Collections-Generic-List<System-String>>-Rows>d__2.MoveNext()", "Shelf.IShelf<…>.Rows(…)")]
    [InlineData("Shelf.IShelf<System.Int32>.One(int32)", "Shelf.IShelf<…>.One(int)")]
    [InlineData("Shelf+<>c.<IShelf<System.Int32>.One>b__1_0(int32)", "Shelf.IShelf<…>.One(…), a lambda")]
    [InlineData("Shelf.<IShelf<System.Int32>.One>g__Fill|1_0(int32)", "Shelf.IShelf<…>.One(…), its Fill(int)")]
    [InlineData("Shelf+<>c+<<Store-IShelf<System-Int32>-One>b__1_0>d.MoveNext()", "Shelf.Store.IShelf<…>.One(…), a lambda")]
    [InlineData("Shelf+<<IShelf-One>g__Fill|1_0>d.MoveNext()", "Shelf.IShelf.One(…), its Fill(…)")]
    [InlineData("Shop.<Program>F0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF__Helper.Make(int32)", "Shop.Helper.Make(int)")]
    [InlineData("<Program>F0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF__Helper+<Rows>d__1.MoveNext()", "Helper.Rows(…)")]
    [InlineData("Shop.Server+VB$StateMachine_3_ReadAsync.MoveNext()", "Shop.Server.ReadAsync(…)")]
    [InlineData("Shop.Server+VB$StateMachine_3_Rows`1[System.__Canon].MoveNext()", "Shop.Server.Rows(…)")]
    [InlineData("Shop.Server+_Closure$__._Lambda$__1-0(int32)", "Shop.Server, a lambda")]
    [InlineData("Shop.Server+_Closure$__3-0._Lambda$__0()", "Shop.Server, a lambda")]
    [InlineData("Shop.Server+_Closure$__+VB$StateMachine___Lambda$__1-0.MoveNext()", "Shop.Server, a lambda")]
    [InlineData("Shop.Server._Lambda$__2-0(class System.String)", "Shop.Server, a lambda")]
    public void AsWritten_MethodOfTheCompiler_IsNamedAsItsSourceDoes(string compiled, string written) =>
        Assert.Equal(written, MethodName.AsWritten(compiled));

    /// <summary>Arguments as the runtime of .NET 10 writes them.</summary>
    [Theory]
    [InlineData("Program.Main(class System.String[])", "Program.Main(string[])")]
    [InlineData("P.A(int8,unsigned int8,int16,unsigned int16,int32,unsigned int32,int64,unsigned int64,int,unsigned "
        + "int)", "P.A(sbyte, byte, short, ushort, int, uint, long, ulong, nint, nuint)")]
    [InlineData("P.A(wchar,class System.Object,bool,float32,float64,value class System.Decimal,value class "
        + "System.DateTime)", "P.A(char, object, bool, float, double, decimal, DateTime)")]
    [InlineData("P.A(class System.Collections.Generic.Queue`1<unsigned int8[]>)", "P.A(Queue<byte[]>)")]
    [InlineData("P.A(class System.Collections.Generic.Dictionary`2<class System.String,class System.Collections.Generic.List`1<int32>>,unsigned "
        + "int8[][])", "P.A(Dictionary<string, List<int>>, byte[][])")]
    [InlineData("P.A(int32&,value class System.Span`1<unsigned int8>,unsigned int8*,int32[,])", "P.A(int&, Span<byte>, byte*, int[,])")]
    [InlineData("P.A(class Inner[],value class System.Memory`1<class Inner>&,value class My.System.Strings)", "P.A(Inner[], Memory<Inner>&, Strings)")]
    [InlineData("P.Gen(!!0,class System.Collections.Generic.List`1<!!1>)", "P.Gen(T0, List<T1>)")]
    [InlineData("G`1[System.__Canon].M(!0)", "G<…>.M(T0)")]
    [InlineData("G`1[System.Collections.Generic.List`1[System.Int32]]+H.M()", "G<…>.H.M()")]
    public void AsWritten_Arguments_AreNamedAsInCSharp(string compiled, string written) =>
        Assert.Equal(written, MethodName.AsWritten(compiled));
}
