using System.Buffers;
using System.Reflection;
using System.Text.Json;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Tests;

/// <summary>What made an array, where that method is inlined into another one and has no frame: read from this assembly's code.</summary>
[Trait("Requirement", "D4")]
public sealed class InlinedCodeTests : IDisposable
{
    private const string Allocator = "System.GC.AllocateUninitializedArray(int32,bool)";

    private readonly StatementCalls _statements = new();

    public void Dispose() => _statements.Dispose();

    /// <summary>An array that <c>GC.AllocateArray</c> made can't be one of the method's own <c>new</c>.</summary>
    [Theory]
    [InlineData(nameof(RentBesideNew), "ArrayPool.Shared", null)]
    [InlineData(nameof(DecodeBesideNew), null, "Convert.FromBase64String")]
    [InlineData(nameof(PinBesideNew), null, "GC.AllocateArray, GC.AllocateUninitializedArray")]
    [InlineData(nameof(ReadBesideNew), null, null)]
    public void AnArrayOfTheAllocator_IsNoneOfTheMethodsOwn(string method, string? pool, string? known)
    {
        (KnownCall? Known, string? Call, string? Pool) found = CallSites.Allocating([Allocator], CallsOf(method, isByAllocator: true));
        Assert.Equal((pool, known), (found.Pool, found.Known?.Name));
        (KnownCall? Known, string? Call, string? Pool) own = CallSites.Allocating([], CallsOf(method));
        Assert.Equal((null, null), (own.Pool, own.Known?.Name));
    }

    /// <summary>A method that makes no array itself, and calls a library, has it from there.</summary>
    [Theory]
    [InlineData(nameof(Export), true, "System.Numerics.BigInteger.ToByteArray()")]
    [InlineData(nameof(ExportTwice), true, null)]
    [InlineData(nameof(MakeAndExport), false, null)]
    [InlineData(nameof(ExportOrMake), false, null)]
    [InlineData(nameof(Run), false, null)]
    [InlineData(nameof(RunEach), false, null)]
    public void AnArrayThatTheProgramDoesNotMake_IsOfAnInlinedCall(string method, bool isOfALibrary, string? call)
    {
        StatementCalls.Calls calls = CallsOf(method);
        Assert.Equal(isOfALibrary, InlinedCode.IsOfALibrary(calls));
        Assert.Equal(call, isOfALibrary ? InlinedCode.OnlyCall(calls) : null);
    }

    /// <summary>Whether a pool could serve it isn't known.</summary>
    [Theory]
    [InlineData("System.Numerics.BigInteger.ToByteArray()", "Run(), by System.Numerics.BigInteger.ToByteArray()",
        "(System.Numerics.BigInteger.ToByteArray())")]
    [InlineData(CallSite.InlinedCall, "Run(), by an inlined call", "(an inlined call of Run())")]
    public void AnArrayOfAnInlinedCall_IsUncertain(string call, string text, string named)
    {
        CallSite site = new("Run()", null, null) { Call = call };
        Assert.Equal((true, text), (site.IsUncertain, site.Text));
        AllocationSample sample = new("System.Byte[]", 4_096, 100_000, false, site);
        AllocationSummary summary = AllocationSummary.Of([new Findings("test", TimeSpan.FromSeconds(1), [], null, [.. Enumerable.Repeat(sample, 200)])]);
        Assert.Contains(named, SourceWords.NotCertain(summary), StringComparison.Ordinal);
    }

    /// <summary>The library's method only runs the lambda, or it makes arrays, but not of bytes.</summary>
    [Theory]
    [InlineData(nameof(RunEach), "System.Collections.Generic.List`1[System.Int32].ForEach(class System.Action`1<!0>)", false, "RunEach(…), a lambda")]
    [InlineData(nameof(ConvertAll), "System.Array.ConvertAll(!!0[],class System.Converter`2<!!0,!!1>)", true, "ConvertAll(…), a lambda")]
    [InlineData(nameof(ToArrays), "System.Linq.Enumerable.ToArray(class System.Collections.Generic.IEnumerable`1<!!0>)", true, "ToArrays(…), a lambda")]
    [InlineData(nameof(ToBytes), "System.Linq.Enumerable.ToArray(class System.Collections.Generic.IEnumerable`1<!!0>)", true, null)]
    [InlineData(nameof(RunTwo), "System.Collections.Generic.List`1[System.Int32].ForEach(class System.Action`1<!0>)", false, null)]
    [InlineData(nameof(Export), "System.Action.Invoke()", false, null)]
    public void ALambdaThatIsInlinedIntoALibrary_IsNamed(string method, string library, bool mayAllocate, string? lambda)
    {
        StatementCalls.Lambda? found = InlinedCode.LambdaIn(library, mayAllocate, CallsOf(method));
        Assert.Equal(lambda is null ? null : $"Tidepool.Tool.Tests.InlinedCodeTests.{lambda}", found is null ? null : MethodName.AsWritten(found.Method));
        Assert.Equal(lambda is not null, found?.Location?.StartsWith("InlinedCodeTests.cs:", StringComparison.Ordinal) ?? false);
    }

    [Theory]
    [InlineData(nameof(RunIt), true)]
    [InlineData(nameof(Export), false)]
    public void AMethodThatRunsDelegates_IsToldFromOthers(string method, bool runs) => Assert.Equal(runs, _statements.RunsDelegates(
        typeof(InlinedCodeTests).Assembly.Location, MethodOf(method).MetadataToken, $"InlinedCodeTests.{method}()"));

    /// <summary>What a constructor of a collection makes is not the program's own, if that constructor is inlined.</summary>
    [Theory]
    [InlineData(nameof(Collect), false, "System.Collections.Generic.List`1[int32]..ctor(int32)")]
    [InlineData(nameof(Numbers), true, null)]
    [InlineData(nameof(NumbersBySmallMethod), true, null)]
    [InlineData(nameof(DecodeBesideNew), false, "System.Convert.FromBase64String(System.String)")]
    public void AnArrayOfNumbers_IsTheProgramsOwn_OnlyIfItsCodeMakesOne(string method, bool makes, string? call)
    {
        Assert.Equal(makes, _statements.MakesOtherArrays(typeof(InlinedCodeTests).Assembly.Location, MethodOf(method).MetadataToken, $"A.{method}()"));
        Assert.False(_statements.MakesOtherArrays("/nowhere/nothing.dll", MethodOf(method).MetadataToken, $"A.{method}()"));
        StatementCalls.Calls calls = CallsOf(method, isByAllocator: true);
        Assert.Equal(call, makes || !InlinedCode.IsOfALibrary(calls) ? null : InlinedCode.OnlyCall(calls));
    }

    /// <summary>Without a method of the program on the stack, all its lambdas may be the one.</summary>
    [Fact]
    public void LambdasOfAnAssembly_AreFoundByWhatTheyDo()
    {
        string file = typeof(InlinedCodeTests).Assembly.Location;
        string[] collecting = [.. _statements.LambdasThatCollect(file).Select(static lambda => MethodName.AsWritten(lambda.Method))];
        string[] making = [.. _statements.LambdasThatMakeArrays(file).Select(static lambda => MethodName.AsWritten(lambda.Method))];
        Assert.Contains("Tidepool.Tool.Tests.InlinedCodeTests.CollectLater(…), a lambda", collecting);
        Assert.DoesNotContain("Tidepool.Tool.Tests.InlinedCodeTests.RunEach(…), a lambda", collecting);
        Assert.Contains("Tidepool.Tool.Tests.InlinedCodeTests.RunEach(…), a lambda", making);
        Assert.DoesNotContain("Tidepool.Tool.Tests.InlinedCodeTests.CollectLater(…), a lambda", making);
        Assert.Empty(_statements.LambdasThatCollect("/nowhere/nothing.dll"));
    }

    /// <summary>Another form of a known method, which makes no bytes.</summary>
    [Theory]
    [InlineData(nameof(ToBytes), "System.Linq.Enumerable.ToArray(class System.Collections.Generic.IEnumerable`1<!!0>)", "Enumerable.ToArray")]
    [InlineData(nameof(ToArrays), "System.Linq.Enumerable.ToArray(class System.Collections.Generic.IEnumerable`1<!!0>)", null)]
    [InlineData(nameof(Write), "System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(!!0,class System.Text.Json.JsonSerializerOptions)",
        "JsonSerializer.SerializeToUtf8Bytes")]
    [InlineData(nameof(Append), "System.IO.MemoryStream.Write(unsigned int8[],int32,int32)", "a growing MemoryStream")]
    public void AGenericMethod_IsKnownOnlyForBytes(string method, string inStack, string? known) =>
        Assert.Equal(known, CallSites.Allocating([inStack], CallsOf(method)).Known?.Name);

    /// <summary>The outer call is inlined, so that the stack has only what it calls.</summary>
    [Theory]
    [InlineData(nameof(Send), "StringContent")]
    [InlineData(nameof(Encode), "Encoding.GetBytes")]
    public void AnOuterCallThatIsInlined_IsTheAnswer(string method, string known) => Assert.Equal(
        known, CallSites.Allocating(["System.Text.UTF8Encoding+UTF8EncodingSealed.GetBytes(class System.String)"], CallsOf(method)).Known?.Name);

    /// <summary>A stream over an array that is there makes none.</summary>
    [Theory]
    [InlineData(nameof(Wrap), "StreamReader, StreamWriter")]
    [InlineData(nameof(Start), "a growing MemoryStream")]
    public void AStreamOverAnArray_AllocatesNone(string method, string known) =>
        Assert.Equal(known, CallSites.Allocating([], CallsOf(method)).Known?.Name);

    private StatementCalls.Calls CallsOf(string method, bool isByAllocator = false) =>
        _statements.At(typeof(InlinedCodeTests).Assembly.Location, MethodOf(method).MetadataToken, $"InlinedCodeTests.{method}()", 0, isByAllocator);

    private static MethodInfo MethodOf(string name) => typeof(InlinedCodeTests).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    private static byte[] RentBesideNew(int length) => length > 9 ? ArrayPool<byte>.Shared.Rent(length) : new byte[length];

    private static byte[] DecodeBesideNew(string text) => text.Length > 9 ? Convert.FromBase64String(text) : new byte[9];

    private static byte[] PinBesideNew(int length) => length > 9 ? GC.AllocateArray<byte>(length, pinned: true) : new byte[length];

    private static byte[] ReadBesideNew(BinaryReader reader) => reader.PeekChar() > 9 ? new byte[9] : reader.ReadString().Length > 9 ? [] : new byte[1];

    private static byte[] Export(System.Numerics.BigInteger number) => number.ToByteArray();

    private static byte[] ExportTwice(System.Numerics.BigInteger number) => System.Numerics.BigInteger.Abs(number).ToByteArray();

    private static byte[] MakeAndExport(System.Numerics.BigInteger number) => number.IsZero ? new byte[1] : number.ToByteArray();

    private static byte[] ExportOrMake(System.Numerics.BigInteger number) => number.IsZero ? MakeAndExport(number) : number.ToByteArray();

    private static List<int> Collect() => new(2_000);

    private static int[] Numbers(int length) => new int[length];

    private static int[] NumbersBySmallMethod(int length) => Numbers(length + 1);

    private static byte[] Run(Func<byte[]> make) => make();

    private static Action CollectLater() => static () => GC.Collect();

    private static int RunIt(Func<int> run) => run();

    private static void RunEach(List<int> numbers) => numbers.ForEach(static number => Console.WriteLine(new byte[number]));

    private static void RunTwo(List<int> numbers)
    {
        numbers.ForEach(static number => Console.WriteLine(new byte[number])); numbers.ForEach(static number => Console.Write(new byte[number]));
    }

    private static byte[][] ConvertAll(int[] lengths) => Array.ConvertAll(lengths, static length => new byte[length]);

    private static byte[][] ToArrays(int[] lengths) => lengths.Select(static length => new byte[length]).ToArray();

    private static byte[] ToBytes(int[] lengths) => lengths.SelectMany(static length => new byte[length]).ToArray();

    private static byte[] Write(string text) => JsonSerializer.SerializeToUtf8Bytes(text);

    private static void Append(Stream stream, byte[] bytes) => stream.Write(bytes, 0, bytes.Length);

    private static StringContent Send(string text) => new(text);

    private static byte[] Encode(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static StreamReader Wrap(byte[] bytes) => new(new MemoryStream(bytes));

    private static MemoryStream Start() => new(5_000);
}
