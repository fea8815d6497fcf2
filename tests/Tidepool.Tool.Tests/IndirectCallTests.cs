using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Tests;

/// <summary>Known calls that a library makes, and not the program.</summary>
[Trait("Requirement", "D4")]
public class IndirectCallTests
{
    private const string Encode = "System.Text.UTF8Encoding+UTF8EncodingSealed.GetBytes(class System.String)";

    private static readonly Callers s_callers = new(
        static method => CallSites.IsDriver(method) || method.Contains("ForEach", StringComparison.Ordinal),
        static (method, type) => type == "System.IO.MemoryStream" && method.Contains("Pack", StringComparison.Ordinal));

    private const string Write = "System.IO.MemoryStream.Write(unsigned int8[],int32,int32)";

    /// <summary>The program can't replace a call that isn't in its source. It can pass another stream, though.</summary>
    [Theory]
    [InlineData(null, "Wire.Serializer.Pack(class System.String)", Encode, "Wire.Serializer.Pack(class System.String)")]
    [InlineData(null, "System.Net.Http.FormUrlEncodedContent..ctor(x)", Encode, "System.Net.Http.FormUrlEncodedContent.GetContentByteArray(x)",
        "System.Net.Http.FormUrlEncodedContent..ctor(x)")]
    [InlineData(null, "Wire.Client.Post(x)", Encode, "System.Net.Http.StringContent..ctor(class System.String)", "Wire.Client.Post(x)")]
    [InlineData(null, "Wire.Serializer.Pack(x)", "System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(!!0)", "Wire.Serializer.Pack(x)")]
    [InlineData("Encoding.GetBytes", Encode, Encode, "System.Func`2[System.__Canon,System.__Canon].Invoke(!0)")]
    [InlineData("Encoding.GetBytes", Encode, Encode, "Wire.Lists.ForEach(class System.Action)", "Wire.Lists.All()")]
    [InlineData("a growing MemoryStream", Write, "System.IO.MemoryStream.set_Capacity(int32)", Write, "Wire.Serializer.WriteTo(class System.IO.Stream)")]
    [InlineData(null, "Wire.Serializer.Pack(x)", "System.IO.MemoryStream.set_Capacity(int32)", Write, "System.IO.BinaryWriter.Write(unsigned int8[])",
        "Wire.Serializer.Pack(x)")]
    [InlineData("ImmutableArray<byte>", "System.Collections.Immutable.ImmutableArray.Create(x)", "System.ReadOnlySpan`1[System.Byte].ToArray()",
        "System.Collections.Immutable.ImmutableArray.Create(x)")]
    [InlineData("StreamReader, StreamWriter", "System.IO.StreamReader..ctor(x)", "System.IO.StreamReader..ctor(x)", "System.IO.File.ReadAllText(x)")]
    public void ACallOfALibrary_IsKnownOnlyIfTheProgramCanReplaceIt(string? known, string call, params string[] libraries)
    {
        (KnownCall? Known, string? Call, string? Pool) found = CallSites.Allocating(libraries, StatementCalls.Calls.None, s_callers);
        Assert.Equal((known, call, null), (found.Known?.Name, found.Call, found.Pool));
        Assert.Equal(known is null, new CallSite("Program.Run()", null, null) { Call = found.Call, Known = found.Known }.IsUncertain);
    }

    /// <summary>Without a method of the program on the stack, the outermost of the library's work is the caller.</summary>
    [Theory]
    [InlineData(null, Encode, "Wire.Pump+<SendAsync>d__3.MoveNext()")]
    [InlineData("File.ReadAllBytesAsync", "System.IO.File+<InternalReadAllBytesAsync>d__98.MoveNext()")]
    [InlineData("HttpContent.ReadAsByteArrayAsync", "System.Net.Http.HttpContent+LimitArrayPoolWriteStream.Write(unsigned int8[],int32,int32)",
        "System.Net.Http.HttpConnection+<CopyToContentLengthAsync>d__1.MoveNext()")]
    [InlineData("a byte[] property read by JsonSerializer", "System.Text.Json.JsonReaderHelper.TryDecodeBase64(x)",
        "System.Text.Json.Serialization.JsonConverter`1[System.__Canon].TryRead(x)", "System.Text.Json.JsonSerializer.ReadFromSpan(x)")]
    [InlineData("a growing MemoryStream", Write, "Wire.Pump+<CopyAsync>d__3.MoveNext()")]
    public void ACallOfALibrarysOwnWork_IsKnownOnlyIfTheProgramMadeIt(string? known, params string[] stack) =>
        Assert.Equal(known, CallSites.OfLibrary(stack, stack.Length - 1, s_callers).Known?.Name);

}
