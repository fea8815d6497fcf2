using System.Reflection;
using System.Runtime.CompilerServices;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Tests;

/// <summary>The calls of a statement, read from this assembly: an inlined method has no frame of its own.</summary>
[Trait("Requirement", "D4")]
public sealed class StatementCallsTests : IDisposable
{
    private readonly StatementCalls _statements = new();

    public void Dispose() => _statements.Dispose();

    [Theory]
    [InlineData(nameof(Decode), "Convert.FromBase64String", "System.Convert.FromBase64String(System.String)")]
    [InlineData(nameof(Copy), "ToArray", "System.Memory`1[System.Byte].ToArray()")]
    [InlineData(nameof(Grow), "a growing MemoryStream", "System.IO.MemoryStream..ctor()")]
    [InlineData(nameof(Collect), "List<byte>", "System.Collections.Generic.List`1[System.Byte].Add(!0)")]
    [InlineData(nameof(Resize), "Array.Resize", "System.Array.Resize(!!0[]&,int32)")]
    [InlineData(nameof(Slice), "array[a..b]", "System.Runtime.CompilerServices.RuntimeHelpers.GetSubArray(!!0[],System.Range)")]
    public void AnInlinedCall_IsFoundInItsStatement(string method, string known, string called)
    {
        (KnownCall Known, string Method)? only = KnownCalls.Only(CallsOf(method).OfStatement) ?? KnownCalls.Only(CallsOf(method).OfMethod);
        Assert.Equal((known, called), (only?.Known.Name, only?.Method));
    }

    /// <summary>Of a stream's methods only a MemoryStream's allocate where they are inlined. Elsewhere, nobody knows whose they are.</summary>
    [Fact]
    public void AStreamThatAllocatesInItsCallersFrame_IsAGrowingMemoryStream()
    {
        IReadOnlyList<string> calls = CallsOf(nameof(Append)).OfStatement;
        Assert.Equal("a growing MemoryStream", KnownCalls.Only(calls, areInlined: true)?.Known.Name);
        Assert.Null(KnownCalls.Only(calls));
    }

    /// <summary>It may stand in the statement by chance.</summary>
    [Fact]
    public void ACallThatIsNotKnownToAllocate_IsNoAnswer()
    {
        Assert.Equal(["System.String.Trim()"], CallsOf(nameof(Trim)).OfStatement);
        Assert.Null(KnownCalls.Only(CallsOf(nameof(Trim)).OfStatement, areInlined: true));
    }

    /// <summary>It may be the array that was sampled.</summary>
    [Fact]
    public void AStatementThatMakesAnArray_TellsOfNoCall() => Assert.Empty(CallsOf(nameof(Join)).OfStatement);

    /// <summary>The other may have been inlined just as well.</summary>
    [Fact]
    public void AStatementThatCallsItsOwnAssembly_TellsNothingOfItsMethod() => Assert.Empty(CallsOf(nameof(CopyAndDecode)).OfMethod);

    [Fact]
    public void TwoKnownCalls_AreNoAnswer()
    {
        IReadOnlyList<string> calls = CallsOf(nameof(DecodeOrCopy)).OfStatement;
        Assert.Equal(2, calls.Count(static call => KnownCalls.Among([call]) is not null));
        Assert.Null(KnownCalls.Only(calls));
    }

    /// <summary>Of a trace from another machine, or of another build.</summary>
    [Fact]
    public void AnotherAssembly_TellsNothing()
    {
        int token = MethodOf(nameof(Decode)).MetadataToken;
        Assert.Same(StatementCalls.Calls.None, _statements.At("/nowhere/nothing.dll", token, ".Decode()", 0));
        Assert.Same(StatementCalls.Calls.None, _statements.At(typeof(StatementCallsTests).Assembly.Location, token, ".SomethingElse()", 0));
        Assert.Same(StatementCalls.Calls.None, _statements.At(typeof(StatementCallsTests).Assembly.Location, 0x06FFFFFF, ".Decode()", 0));
    }

    private StatementCalls.Calls CallsOf(string method) =>
        _statements.At(typeof(StatementCallsTests).Assembly.Location, MethodOf(method).MetadataToken, $"StatementCallsTests.{method}()", 0);

    private static MethodInfo MethodOf(string name) => typeof(StatementCallsTests).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] Decode(string text) => Convert.FromBase64String(text);

    private static byte[] Copy(Memory<byte> bytes) => bytes.ToArray();

    /// <summary>A stream's method is called, and it is another statement that tells of which.</summary>
    private static MemoryStream Grow(byte[] bytes)
    {
        Stream stream;
        stream = new MemoryStream();
        stream.Write(bytes, 0, bytes.Length);
        return (MemoryStream)stream;
    }

    private static byte[] CopyAndDecode(string text, Memory<byte> bytes) => Copy(bytes).Length > 0 ? Convert.FromBase64String(text) : [];

    private static void Collect(List<byte> bytes) => bytes.Add(1);

    private static void Resize(byte[] bytes) => Array.Resize(ref bytes, 10);

    private static byte[] Slice(byte[] bytes) => bytes[5..^5];

    private static void Append(Stream stream, byte[] bytes) => stream.Write(bytes, 0, bytes.Length);

    private static string Trim(string text) => text.Trim();

    private static byte[] Join(string text) => [.. Convert.FromBase64String(text), 1];

    private static byte[] DecodeOrCopy(string text, Memory<byte> bytes) => text.Length > 0 ? Convert.FromBase64String(text) : bytes.ToArray();
}
