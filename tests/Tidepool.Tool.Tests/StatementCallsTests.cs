using System.Buffers;
using System.IO.Pipelines;
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

    /// <summary>Of all streams' methods, only a MemoryStream's allocate when inlined. Otherwise, the kind of stream isn't known.</summary>
    [Fact]
    public void AStreamThatAllocatesInItsCallersFrame_IsAGrowingMemoryStream()
    {
        IReadOnlyList<string> calls = CallsOf(nameof(Append)).OfStatement;
        Assert.Equal("a growing MemoryStream", KnownCalls.Only(calls, areInlined: true)?.Known.Name);
        Assert.Null(KnownCalls.Only(calls));
    }

    /// <summary>The call may be in the statement by chance.</summary>
    [Fact]
    public void ACallThatIsNotKnownToAllocate_IsNoAnswer()
    {
        Assert.Equal(["System.String.Trim()"], CallsOf(nameof(Trim)).OfStatement);
        Assert.Null(KnownCalls.Only(CallsOf(nameof(Trim)).OfStatement, areInlined: true));
    }

    /// <summary>The statement's own array may be the one that was sampled.</summary>
    [Fact]
    public void AStatementThatMakesAnArray_TellsOfNoCall() => Assert.Empty(CallsOf(nameof(Join)).OfStatement);

    /// <summary>The other method may have been inlined just as well.</summary>
    [Theory]
    [InlineData(nameof(CopyAndDecode))]
    [InlineData(nameof(MakeAndDecode))]
    public void AStatementThatAlsoCallsItsOwnAssembly_TellsOfNoCall(string method)
    {
        Assert.Null(KnownCalls.Only(CallsOf(method).OfStatement) ?? KnownCalls.Only(CallsOf(method).OfMethod));
        Assert.Equal((null, null, null), CallSites.Allocating([], CallsOf(method)));
    }

    /// <summary>Small methods of the same assembly are inlined with what they call.</summary>
    [Fact]
    public void ACallInASmallMethod_IsFound() =>
        Assert.Equal("Convert.FromBase64String", CallSites.Allocating([], CallsOf(nameof(DecodeBySmallMethod))).Known?.Name);

    /// <summary>The array belongs to the pool, although no frame of the pool is in the stack.</summary>
    [Theory]
    [InlineData(nameof(RentShared), "ArrayPool.Shared")]
    [InlineData(nameof(RentOfOne), "an ArrayPool")]
    [InlineData(nameof(RentMemory), "a MemoryPool")]
    [InlineData(nameof(WriteToPipe), "a pipe's MemoryPool")]
    [InlineData(nameof(RentBySmallMethod), "ArrayPool.Shared")]
    [InlineData(nameof(RentByPackage), "ArrayPool.Shared")]
    [InlineData(nameof(RentAndDecode), null)]
    public void ARentThatIsInlined_IsAPools(string method, string? pool)
    {
        Assert.Equal(pool, CallSites.Allocating([], CallsOf(method)).Pool);
        Assert.Equal(pool, CallSites.Allocating(["System.GC.AllocateUninitializedArray(int32,bool)"], CallsOf(method, isByAllocator: true)).Pool);
    }

    /// <summary>Packages have no symbols beside them, so the whole method is read.</summary>
    [Theory]
    [InlineData(nameof(RentShared), "ArrayPool.Shared")]
    [InlineData(nameof(RentAndSplit), "ArrayPool.Shared")]
    [InlineData(nameof(RentAndDecode), null)]
    [InlineData(nameof(RentAndMake), null)]
    [InlineData(nameof(Trim), null)]
    public void ARentThatIsInlinedIntoALibrary_IsAPools(string method, string? pool)
    {
        using TemporaryFolder folder = new();
        string library = folder.Of("library.dll");
        File.Copy(typeof(StatementCallsTests).Assembly.Location, library);
        int token = MethodOf(method).MetadataToken;
        Assert.Equal(pool, CallSites.PoolIn(_statements.At(library, token, $"StatementCallsTests.{method}()", 0, isByAllocator: false)));
    }

    /// <summary>Code that doesn't make arrays itself may run an inlined lambda that does.</summary>
    [Theory]
    [InlineData(nameof(Make), true)]
    [InlineData(nameof(MakeAndDecode), true)]
    [InlineData(nameof(Allocate), true)]
    [InlineData(nameof(RunLambda), false)]
    [InlineData(nameof(Trim), false)]
    public void AMethodThatMakesArrays_IsToldFromOneThatRunsOthers(string method, bool makes) => Assert.Equal(makes, _statements.MakesByteArrays(
        typeof(StatementCallsTests).Assembly.Location, MethodOf(method).MetadataToken, $"StatementCallsTests.{method}()"));

    /// <summary>Libraries allocate with the same method as programs do.</summary>
    [Theory]
    [InlineData(nameof(Decode), "Convert.FromBase64String")]
    [InlineData(nameof(Allocate), "GC.AllocateArray, GC.AllocateUninitializedArray")]
    [InlineData(nameof(Trim), null)]
    public void AnAllocatorsFrame_LeavesOpenWhichCallIsInlined(string method, string? known) => Assert.Equal(known,
        CallSites.Allocating(["System.GC.<AllocateUninitializedArray>g__AllocateNewArrayWorker|66_0(int32,bool)"], CallsOf(method, isByAllocator: true)).Known?.Name);

    /// <summary>The stack shows what allocates, whatever the code says.</summary>
    [Theory]
    [InlineData("MemoryStream.ToArray", null, "System.IO.MemoryStream.ToArray()")]
    [InlineData(null, "ArrayPool.Shared", "System.GC.AllocateUninitializedArray(int32,bool)", "System.Buffers.SharedArrayPool`1[System.Byte].Rent(int32)")]
    public void AFrameOfALibrary_IsTheAnswer(string? known, string? pool, params string[] libraries)
    {
        (KnownCall? Known, string? Call, string? Pool) found = CallSites.Allocating(libraries, CallsOf(nameof(Decode)));
        Assert.Equal((known, pool), (found.Known?.Name, found.Pool));
    }

    [Fact]
    public void TwoKnownCalls_AreNoAnswer()
    {
        IReadOnlyList<string> calls = CallsOf(nameof(DecodeOrCopy)).OfStatement;
        Assert.Equal(2, calls.Count(static call => KnownCalls.Among([call]) is not null));
        Assert.Null(KnownCalls.Only(calls));
    }

    /// <summary>The trace may be from another machine, or of another build.</summary>
    [Fact]
    public void AnotherAssembly_TellsNothing()
    {
        int token = MethodOf(nameof(Decode)).MetadataToken;
        Assert.Same(StatementCalls.Calls.None, _statements.At("/nowhere/nothing.dll", token, ".Decode()", 0, false));
        Assert.Same(StatementCalls.Calls.None, _statements.At(typeof(StatementCallsTests).Assembly.Location, token, ".SomethingElse()", 0, false));
        Assert.Same(StatementCalls.Calls.None, _statements.At(typeof(StatementCallsTests).Assembly.Location, 0x06FFFFFF, ".Decode()", 0, false));
    }

    private StatementCalls.Calls CallsOf(string method, bool isByAllocator = false) =>
        _statements.At(typeof(StatementCallsTests).Assembly.Location, MethodOf(method).MetadataToken, $"StatementCallsTests.{method}()", 0, isByAllocator);

    private static MethodInfo MethodOf(string name) => typeof(StatementCallsTests).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] Decode(string text) => Convert.FromBase64String(text);

    private static byte[] Copy(Memory<byte> bytes) => bytes.ToArray();

    /// <summary>Calls a stream's method; only another statement shows of which stream.</summary>
    private static MemoryStream Grow(byte[] bytes)
    {
        Stream stream;
        stream = new MemoryStream();
        stream.Write(bytes, 0, bytes.Length);
        return (MemoryStream)stream;
    }

    private static byte[] CopyAndDecode(string text, Memory<byte> bytes) => Copy(bytes).Length > 0 ? Convert.FromBase64String(text) : [];

    private static byte[] MakeAndDecode(string text) => Make(text).Length > 0 ? Convert.FromBase64String(text) : [];

    private static byte[] Make(string text) => new byte[text.Length];

    private static byte[] DecodeBySmallMethod(string text) => DecodeTrimmed(text);

    private static byte[] DecodeTrimmed(string text) => Convert.FromBase64String(text.Trim());

    private static byte[] RentShared(int length) => ArrayPool<byte>.Shared.Rent(length);

    private static byte[] RentOfOne(ArrayPool<byte> pool, int length) => pool.Rent(length);

    private static IMemoryOwner<byte> RentMemory(int length) => MemoryPool<byte>.Shared.Rent(length);

    private static ValueTask<FlushResult> WriteToPipe(PipeWriter pipe, byte[] bytes) => pipe.WriteAsync(bytes);

    private static byte[] RentBySmallMethod(int length) => RentShared(Math.Max(length, 1));

    private static byte[] RentAndDecode(string text) => text.Length > 9 ? RentShared(9) : Convert.FromBase64String(text);

    private static byte[] Allocate(int length) => GC.AllocateUninitializedArray<byte>(length);

    private static byte[] RunLambda(Func<byte[]> lambda) => lambda();

    private static byte[] RentByPackage(int length) => Workloads.Rentals.Rent(length);

    private static byte[] RentAndSplit(int length)
    {
        string[] parts = new string[length];
        byte[] rented = ArrayPool<byte>.Shared.Rent(parts.Length);
        return rented;
    }

    private static byte[] RentAndMake(int length)
    {
        byte[] made = new byte[length];
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        return made.Length > 9 ? made : rented;
    }

    private static void Collect(List<byte> bytes) => bytes.Add(1);

    private static void Resize(byte[] bytes) => Array.Resize(ref bytes, 10);

    private static byte[] Slice(byte[] bytes) => bytes[5..^5];

    private static void Append(Stream stream, byte[] bytes) => stream.Write(bytes, 0, bytes.Length);

    private static string Trim(string text) => text.Trim();

    private static byte[] Join(string text) => [.. Convert.FromBase64String(text), 1];

    private static byte[] DecodeOrCopy(string text, Memory<byte> bytes) => text.Length > 0 ? Convert.FromBase64String(text) : bytes.ToArray();
}
