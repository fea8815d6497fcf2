using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Tests;

/// <summary>The calls of libraries that the doctor knows.</summary>
[Trait("Requirement", "D4")]
public class KnownCallTests
{
    public static TheoryData<string> Names() => [.. KnownCalls.All.Select(static call => call.Name)];

    /// <summary>The code in the document is compiled by the tests of the documents.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task EachCall_HasItsPlaceInTheDocument(string name)
    {
        string document = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "doctor-calls.md"), TestContext.Current.CancellationToken);
        Assert.Contains($"\n## {name}\n", document.Replace("`", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    /// <summary>Stacks as the runtimes report them, innermost method first.</summary>
    [Theory]
    [InlineData("File.ReadAllBytes", "System.IO.File.ReadAllBytes(class System.String)")]
    [InlineData("File.ReadAllBytesAsync", "System.IO.File+<InternalReadAllBytesAsync>d__98.MoveNext()", "System.Threading.ThreadPoolWorkQueue.Dispatch()")]
    [InlineData("a growing MemoryStream", "System.IO.MemoryStream.set_Capacity(int32)", "System.IO.MemoryStream.EnsureCapacity(int32)",
        "System.IO.MemoryStream.Write(unsigned int8[],int32,int32)")]
    [InlineData("MemoryStream.ToArray", "System.IO.MemoryStream.ToArray()")]
    [InlineData("Encoding.GetBytes", "System.Text.UTF8Encoding+UTF8EncodingSealed.GetBytes(class System.String)")]
    [InlineData("ToArray", "System.ReadOnlySpan`1[System.Byte].ToArray()")]
    [InlineData("HttpClient.GetByteArrayAsync", "System.Net.Http.HttpContent+LimitArrayPoolWriteStream.ToArray()",
        "System.Net.Http.HttpClient+<GetByteArrayAsyncCore>d__43.MoveNext()")]
    [InlineData("an entity's byte[] of EF Core", "Microsoft.Data.Sqlite.SqliteValueReader.GetBlob(int32)",
        "Microsoft.Data.Sqlite.SqliteDataReader.GetFieldValue(int32)",
        "Microsoft.EntityFrameworkCore.Query.Internal.SingleQueryingEnumerable`1+Enumerator[System.__Canon].MoveNext()")]
    [InlineData("DbDataReader.GetFieldValue<byte[]>, GetValue", "Microsoft.Data.Sqlite.SqliteValueReader.GetBlob(int32)",
        "Microsoft.Data.Sqlite.SqliteDataReader.GetFieldValue(int32)")]
    [InlineData("DbDataReader.GetFieldValue<byte[]>, GetValue", "Npgsql.Internal.Converters.ByteArrayConverter.Read(class Npgsql.Internal.PgReader)",
        "Npgsql.NpgsqlDataReader.GetFieldValue(int32)")]
    [InlineData("DbDataReader.GetFieldValue<byte[]>, GetValue", "MySqlConnector.MySqlDataReader.GetValue(int32)")]
    [InlineData("RecyclableMemoryStream.ToArray", "Microsoft.IO.RecyclableMemoryStream.ToArray()")]
    [InlineData("Convert.FromBase64String", "System.Buffers.Text.Base64.DecodeFromChars(value class System.ReadOnlySpan`1<wchar>)",
        "System.Convert.FromBase64String(class System.String)")]
    [InlineData("ImmutableArray<byte>", "System.Collections.Immutable.ImmutableArray.Create(value class System.ReadOnlySpan`1<!!0>)")]
    [InlineData("array[a..b]", "System.Runtime.CompilerServices.RuntimeHelpers.GetSubArray(!!0[],value class System.Range)")]
    [InlineData("Enumerable.ToArray", "System.Collections.Generic.SegmentedArrayBuilder`1[System.Byte].ToArray()",
        "System.Linq.Enumerable.ToArray(class System.Collections.Generic.IEnumerable`1<!!0>)")]
    [InlineData("Array.Clone", "System.Object.MemberwiseClone()", "System.Array.Clone()")]
    [InlineData("GC.AllocateArray, GC.AllocateUninitializedArray", "System.GC.AllocateNewArray(int,int32,value class GC_ALLOC_FLAGS)",
        "System.GC.<AllocateUninitializedArray>g__AllocateNewArrayWorker|66_0(int32,bool)")]
    [InlineData("Convert.FromHexString", "System.GC.AllocateUninitializedArray(int32,bool)", "System.Convert.FromHexString(class System.String)")]
    [InlineData("XmlReader, XmlWriter", "System.Xml.XmlTextReaderImpl.FinishInitStream()", "System.Xml.XmlReader.Create(class System.IO.Stream)")]
    [InlineData("XmlReader, XmlWriter", "System.Xml.XmlUtf8RawTextWriter..ctor(class System.IO.Stream,class System.Xml.XmlWriterSettings)",
        "System.Xml.XmlWriter.Create(class System.IO.Stream)")]
    [InlineData("Base64Url.DecodeFromChars, EncodeToUtf8", "System.Buffers.Text.Base64Url.DecodeFromChars(value class System.ReadOnlySpan`1<wchar>)")]
    [InlineData("Utf8JsonReader.GetBytesFromBase64", "System.Text.Json.JsonReaderHelper.TryDecodeBase64(x)",
        "System.Text.Json.Utf8JsonReader.GetBytesFromBase64()")]
    [InlineData("JsonElement.GetBytesFromBase64", "System.Text.Json.JsonReaderHelper.TryDecodeBase64(x)", "System.Text.Json.JsonDocument.TryGetValue(x)",
        "System.Text.Json.JsonElement.TryGetBytesFromBase64(unsigned int8[]&)")]
    [InlineData("a byte[] property read by JsonSerializer", "System.Text.Json.JsonReaderHelper.TryDecodeBase64(x)",
        "System.Text.Json.Utf8JsonReader.GetBytesFromBase64()", "System.Text.Json.Serialization.Converters.ByteArrayConverter.Read(x)")]
    [InlineData("HttpClient.SendAsync, GetAsync, PostAsync", "System.Net.Http.HttpContent+LimitArrayPoolWriteStream.CreateOrResize(x)",
        "System.Net.Http.HttpContent+<LoadIntoBufferAsyncCore>d__44.MoveNext()", "System.Net.Http.HttpClient+<<SendAsync>g__Core|83_0>d.MoveNext()")]
    [InlineData("ToArray", "System.ArraySegment`1[System.Byte].ToArray()")]
    [InlineData("ToArray", "System.ReadOnlyMemory`1[System.Byte].ToArray()", "System.BinaryData.ToArray()")]
    [InlineData(null, "System.IO.MemoryStream..ctor(unsigned int8[])")]
    [InlineData(null, "System.GC.AllocateUninitializedArray(int32,bool)", "System.Net.Sockets.SocketAsyncEventArgs..ctor()")]
    [InlineData(null, "System.String.Concat(class System.String,class System.String)")]
    [InlineData(null)]
    public void ACall_IsKnownByTheMethodsOfItsStack(string? name, params string[] methods) => Assert.Equal(name, KnownCalls.Among(methods)?.Name);

    /// <summary>Only a pool's own methods are the pool: others may take one as a parameter, or as a type argument.</summary>
    [Theory]
    [InlineData("RecyclableMemoryStream", "Microsoft.IO.RecyclableMemoryStreamManager.GetBlock()")]
    [InlineData("RecyclableMemoryStream", "Microsoft.IO.RecyclableMemoryStream.EnsureCapacity(int64)")]
    [InlineData("ArrayPool.Shared", "System.Buffers.SharedArrayPool`1[System.Byte].Rent(int32)")]
    [InlineData("ASP.NET Core's memory pool", "Microsoft.AspNetCore.PinnedBlockMemoryPool.Rent(int32)")]
    [InlineData(null, "Shop.Writer.Write(class Microsoft.IO.RecyclableMemoryStreamManager,unsigned int8[])")]
    [InlineData(null, "Shop.Cache`1[Microsoft.IO.RecyclableMemoryStreamManager].Fill()")]
    [InlineData(null, "Shop.Reader.Read(class System.Buffers.PinnedBlockMemoryPool)")]
    [InlineData(null, "Microsoft.IO.RecyclableMemoryStream.ToArray()")]
    public void OnlyAPoolsOwnMethods_AreThePool(string? pool, string method) => Assert.Equal(pool, Pools.Among([method]));

    /// <summary>For a program that runs a query, the report names the call that allocates, and not the one that runs the query.</summary>
    [Theory]
    [InlineData("System.Linq.Enumerable.ToArray(x)", "System.GC.AllocateUninitializedArray(int32,bool)", "System.Linq.Enumerable.ToArray(x)",
        "System.Linq.ParallelEnumerable.ToList(y)")]
    [InlineData("A.Outer()", "A.Inner()", "A.Outer()")]
    [InlineData("A.Inner()", "A.Inner()", "System.Func`1[System.Int32].Invoke()")]
    [InlineData(null, "System.Func`1[System.Int32].Invoke()")]
    public void TheCallThatIsNamed_IsTheKnownOne(string? call, params string[] libraries) =>
        Assert.Equal(call, CallSites.CallAmong(libraries, KnownCalls.Among(libraries)));

    /// <summary>If the stack has a library's method, that is the call, whatever else the program's method calls.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(true, "System.GC.AllocateUninitializedArray(int32,bool)")]
    [InlineData(false, "System.GC.AllocateUninitializedArray(int32,bool)", "System.Text.Json.JsonSerializer.ReadFromSpan(x)")]
    public void ACall_MayBeInlined_OnlyIfNoOtherIsInTheStack(bool mayBe, params string[] libraries) =>
        Assert.Equal(mayBe, CallSites.MayBeInlined(libraries));

    /// <summary>A package's method belongs to a library: the program calls it, and it has no symbols. If there are no symbols at all, as for a trace from
    /// another machine, this can't be determined.</summary>
    [Theory]
    [InlineData(2, false, "System.Private.CoreLib", "Package", "Program.pdb", "Program.pdb")]
    [InlineData(1, false, "System.Private.CoreLib", "Package", "Program")]
    [InlineData(1, false, "FSharp.Core", "Own.pdb", "Program.pdb")]
    [InlineData(0, false, "Program")]
    [InlineData(1, false, "Microsoft.Extensions.Hosting.pdb", "Program")]
    [InlineData(-1, false, "System.Private.CoreLib", "Tidepool.pdb")]
    [InlineData(-1, true, "System.Private.CoreLib", "Package")]
    [InlineData(1, true, "Package", "Program.pdb")]
    public void TheProgramsOwnMethod_IsTheInnermostThatHasSymbols(int index, bool programHasSymbols, params string[] modules) => Assert.Equal(
        index, OwnCode.Among([.. modules.Select(static module => new OwnCode.Frame("A.B()", module.Replace(".pdb", "", StringComparison.Ordinal),
            module.EndsWith(".pdb", StringComparison.Ordinal)))], programHasSymbols));

    /// <summary>In a trace, the names of assemblies without samples are in lower case.</summary>
    [Theory]
    [InlineData(true, "Server.dll", "Server.pdb")]
    [InlineData(true, "SERVER.dll", "Server.pdb")]
    [InlineData(false, "Server.dll", "Other.pdb")]
    [InlineData(false, "tidepool.dll", "Tidepool.pdb")]
    [InlineData(false, "system.text.json.dll", "System.Text.Json.pdb")]
    public void AProgramWithSymbols_IsFoundInAnyCase(bool isFound, string module, string symbols)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.Of(symbols), "");
        Assert.Equal(isFound ? [folder.Of("Server.dll")] : [], OwnCode.WithSymbols([folder.Of(module), "unknown.dll"], new Dependencies()));
        Assert.Empty(OwnCode.WithSymbols([Path.Combine("nowhere", module), folder.Of(Path.Combine("nowhere", module))], new Dependencies()));
    }

    /// <summary>A method that only runs another one isn't the call that allocates.</summary>
    [Theory]
    [InlineData(true, "System.Func`2[System.Int32,System.__Canon].Invoke(!0)")]
    [InlineData(true, "System.Action.Invoke()")]
    [InlineData(true, "System.Runtime.CompilerServices.AsyncMethodBuilderCore.Start(!!0&)")]
    [InlineData(false, "System.Runtime.CompilerServices.RuntimeHelpers.GetSubArray(!!0[],value class System.Range)")]
    [InlineData(false, "System.IO.File.ReadAllBytes(class System.String)")]
    public void ADelegate_IsNoCallThatAllocates(bool isDriver, string method) => Assert.Equal(isDriver, CallSites.IsDriver(method));

    /// <summary>Arrays that can't be pooled are named but not counted.</summary>
    [Fact]
    public void WhatCannotBePooled_IsNotWorthPooling()
    {
        CallSite entity = new("Load", null, null) { Known = KnownCalls.All.First(static call => !call.CanBePooled) };
        AllocationSample sample = new("System.Byte[]", 5_024, 100_000, false, entity);
        Assert.Equal((true, true, false), (sample.IsForAPool, sample.IsOutOfReach, sample.IsWorthPooling));
        AllocationSample own = sample with { Site = entity with { Known = null } };
        Assert.Equal((false, true), (own.IsOutOfReach, own.IsWorthPooling));
        AllocationSample perhapsOfLibrary = sample with { Site = own.Site with { RunBy = "from a timer" } };
        Assert.Equal((false, true), (perhapsOfLibrary.IsOutOfReach, perhapsOfLibrary.IsWorthPooling));
        AllocationSample ofLibrary = sample with { Site = perhapsOfLibrary.Site with { IsByLibrary = true } };
        Assert.Equal((true, false), (ofLibrary.IsOutOfReach, ofLibrary.IsWorthPooling));
        AllocationSample byKnownCall = sample with { Site = ofLibrary.Site with { Known = KnownCalls.All.First(static call => call.CanBePooled) } };
        Assert.Equal((false, true), (byKnownCall.IsOutOfReach, byKnownCall.IsWorthPooling));
    }

    /// <summary>Methods generated at run time are named by an address, which no two processes share.</summary>
    [Theory]
    [InlineData("P.Read(pMT: 0x7f71a2b3c4d8)", "P.Read()")]
    [InlineData("P.Read(pMT: 0x7f71a2b3c4d8,class System.String)", "P.Read(string)")]
    public void ANameWithAnAddress_LosesIt(string compiled, string written) => Assert.Equal(written, MethodName.AsWritten(compiled));
}
