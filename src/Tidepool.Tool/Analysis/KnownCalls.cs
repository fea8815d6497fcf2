namespace Tidepool.Tool.Analysis;

/// <summary>The best-known calls that allocate byte arrays. The tests compile their replacements, which are listed in docs/doctor-calls.md.</summary>
internal static class KnownCalls
{
    /// <summary>The type whose responses are read by calls of its own, wherever they arrive.</summary>
    private const string HttpClient = "System.Net.Http.HttpClient";

    /// <summary>Calls that take precedence wherever they are in a stack, the outermost first. Otherwise, the calls they make internally would be reported
    /// instead.</summary>
    private static readonly KnownCall[] s_outer =
    [
        new("an entity's byte[] of EF Core", false, "EF Core keeps the array in the entity: leave the column out of the query, and read it with "
            + "DbDataReader.GetStream", "Microsoft.EntityFrameworkCore."),
        new("a byte[] property read by JsonSerializer", false, "the object keeps the array: give the property the type of a base64 string, or read it with "
            + "Utf8JsonReader.CopyString into a lease", "System.Text.Json.Serialization.Converters.ByteArrayConverter.",
                "System.Text.Json.Serialization.JsonConverter`1[System.__Canon].TryRead("),
        new("JsonElement.GetBytesFromBase64", true, "JsonMarshal.GetRawUtf8Value, and Base64.DecodeFromUtf8 of what is between the quotes into a lease",
            "System.Text.Json.JsonElement.GetBytesFromBase64(", "System.Text.Json.JsonElement.TryGetBytesFromBase64("),
        new("Utf8JsonReader.GetBytesFromBase64", true, "Utf8JsonReader.CopyString into a lease, and Base64.DecodeFromUtf8InPlace",
            "System.Text.Json.Utf8JsonReader.GetBytesFromBase64(", "System.Text.Json.Utf8JsonReader.TryGetBytesFromBase64(",
                "System.Text.Json.JsonReaderHelper."),
        new("JsonSerializer.SerializeToUtf8Bytes", true, "JsonSerializer.Serialize with a Utf8JsonWriter on a PooledBufferWriter",
            "System.Text.Json.JsonSerializer.SerializeToUtf8Bytes"),
        new("StringContent", true, "ReadOnlyMemoryContent over a lease that Encoding.GetBytes has filled", "System.Net.Http.StringContent."),
        new("HttpClient.GetByteArrayAsync", true, "HttpClient.GetStreamAsync, and CopyToAsync into a PooledStream",
            "System.Net.Http.HttpClient.GetByteArrayAsync", "System.Net.Http.HttpClient+<GetByteArrayAsync") { PassedType = HttpClient },
        new("HttpClient.SendAsync, GetAsync, PostAsync", true, "HttpCompletionOption.ResponseHeadersRead, and HttpContent.CopyToAsync into a PooledStream",
            "System.Net.Http.HttpClient.<SendAsync>", "System.Net.Http.HttpClient+<<SendAsync>") { PassedType = HttpClient },
        new("HttpContent.ReadAsByteArrayAsync", true, "HttpContent.CopyToAsync into a PooledStream, with HttpCompletionOption.ResponseHeadersRead",
            "System.Net.Http.HttpContent.", "System.Net.Http.HttpContent+") { PassedType = HttpClient },
        new("ICryptoTransform.TransformFinalBlock", false, "it returns an array of its own: use SymmetricAlgorithm.EncryptCbc or DecryptCbc with a destination",
            "System.Security.Cryptography.UniversalCryptoTransform.TransformFinalBlock", "System.Security.Cryptography.UniversalCryptoEncryptor.",
                "System.Security.Cryptography.UniversalCryptoDecryptor.",
                "System.Security.Cryptography.ICryptoTransform."),
    ];

    /// <summary>Calls of which the innermost takes precedence, since a StreamWriter may well write to a growing MemoryStream.</summary>
    private static readonly KnownCall[] s_inner =
    [
        new("File.ReadAllBytes", true, "a lease as long as the file, and RandomAccess.Read into it", "System.IO.File.ReadAllBytes(",
            "System.IO.File.InternalReadAllBytes(", "System.IO.File.ReadAllBytesUnknownLength"),
        new("File.ReadAllBytesAsync", true, "a lease as long as the file, and RandomAccess.ReadAsync into it", "System.IO.File.ReadAllBytesAsync",
            "System.IO.File+<InternalReadAllBytes", "System.IO.File+<ReadAllBytes"),
        new("MemoryStream.ToArray", true, "PooledStream.CopyToLease, or TryGetBuffer, which copies nothing", "System.IO.MemoryStream.ToArray("),
        new("RecyclableMemoryStream.ToArray", true, "GetReadOnlySequence or WriteTo of the same stream, which copy nothing",
            "Microsoft.IO.RecyclableMemoryStream.ToArray("),
        new("a growing MemoryStream", true, "PooledStream", "System.IO.MemoryStream.set_Capacity(", "System.IO.MemoryStream.EnsureCapacity(",
            "System.IO.MemoryStream..ctor()", "System.IO.MemoryStream..ctor(int32)", "System.IO.MemoryStream.Write(",
                "System.IO.MemoryStream.WriteByte(", "System.IO.MemoryStream.SetLength(") { PassedType = "System.IO.MemoryStream" },
        new("Convert.FromBase64String", true, "Convert.TryFromBase64String into a lease", "System.Convert.FromBase64",
            "System.Buffers.Text.Base64.DecodeFromChars("),
        new("Base64Url.DecodeFromChars, EncodeToUtf8", true, "their overloads with a destination, which is a lease's span",
            "System.Buffers.Text.Base64Url."),
        new("Convert.FromHexString", true, "Convert.FromHexString with a destination, which is a lease's span", "System.Convert.FromHexString("),
        new("Encoding.GetBytes", true, "Encoding.GetBytes into the span of a lease of Encoding.GetByteCount bytes", "System.Text.Encoding.GetBytes(",
            "System.Text.UTF8Encoding", "System.Text.UnicodeEncoding", "System.Text.ASCIIEncoding"),
        new("ArrayBufferWriter<byte>", true, "PooledBufferWriter", "System.Buffers.ArrayBufferWriter`1")
        {
            PassedType = "System.Buffers.ArrayBufferWriter`1[System.Byte]",
        },
        new("BinaryReader.ReadBytes", true, "BinaryReader.Read, or Stream.ReadExactly, into a lease's span", "System.IO.BinaryReader.ReadBytes("),
        new("SymmetricAlgorithm.EncryptCbc and its like", true, "their overloads with a destination, which is a lease's span",
            "System.Security.Cryptography.SymmetricAlgorithm.Encrypt", "System.Security.Cryptography.SymmetricAlgorithm.Decrypt"),
        new("HashData, ComputeHash", true, "HashData or TryComputeHash with a destination: stackalloc, since hashes are small",
            "System.Security.Cryptography.SHA", "System.Security.Cryptography.MD5", "System.Security.Cryptography.HMAC",
                "System.Security.Cryptography.HashAlgorithm."),
        new("RandomNumberGenerator.GetBytes", true, "RandomNumberGenerator.Fill with a lease's span",
            "System.Security.Cryptography.RandomNumberGenerator.GetBytes("),
        new("StreamReader, StreamWriter", false, "they take no buffer of yours: read bytes into a lease and decode them, or keep one reader or writer",
            "System.IO.StreamReader.", "System.IO.StreamWriter."),
        new("XmlReader, XmlWriter", false, "they make their buffers themselves, several thousand bytes each: write several documents with one writer",
            "System.Xml.XmlReader.", "System.Xml.XmlReaderSettings.", "System.Xml.XmlTextReaderImpl.", "System.Xml.XmlWriter.",
                "System.Xml.XmlWriterSettings.", "System.Xml.XmlUtf8RawTextWriter", "System.Xml.XmlEncodedRawTextWriter"),
        new("ImmutableArray<byte>", false, "it keeps an array of its own: where it is read for a short time only, use a ReadOnlyMemory<byte> of a lease",
            "System.Collections.Immutable.ImmutableArray.Create(", "System.Collections.Immutable.ImmutableArray.CreateRange(",
                "System.Collections.Immutable.ImmutableArray.ToImmutableArray(", "System.Collections.Immutable.ImmutableArray`1"),
        new("a FileStream's buffer", true, "bufferSize: 0, and reads and writes of a lease", "System.IO.Strategies.BufferedFileStreamStrategy.")
        {
            PassedType = "System.IO.FileStream",
        },
        new("a BufferedStream's buffer", true, "reads and writes of a lease on the stream below", "System.IO.BufferedStream.")
        {
            PassedType = "System.IO.BufferedStream",
        },
        new("UdpClient.Receive", true, "Socket.ReceiveFromAsync into a lease's memory", "System.Net.Sockets.UdpClient."),
        new("DbDataReader.GetFieldValue<byte[]>, GetValue", true, "DbDataReader.GetBytes with a buffer, or GetStream, with CommandBehavior.SequentialAccess",
            "Microsoft.Data.Sqlite.Sqlite", "Microsoft.Data.SqlClient.", "System.Data.Common.DbDataReader.", "System.Data.IDataRecord.",
                "System.Data.SqlClient.", "Npgsql.", "MySqlConnector.", "MySql.Data.", "Oracle.ManagedDataAccess.", "System.Data.SQLite."),
        new("Guid.ToByteArray, BitConverter.GetBytes", true, "TryWriteBytes with a stackalloc", "System.Guid.ToByteArray(", "System.BitConverter.GetBytes("),
        new("Array.Resize", true, "a PooledBufferWriter, or a lease of the new size and a copy", "System.Array.Resize("),
        new("List<byte>", true, "PooledBufferWriter", "System.Collections.Generic.List`1[System.Byte]")
        {
            PassedType = "System.Collections.Generic.List`1[System.Byte]",
        },
        new("array[a..b]", true, "array.AsSpan(a..b), which copies nothing, or a lease and CopyTo if the bytes must outlive the array",
            "System.Runtime.CompilerServices.RuntimeHelpers.GetSubArray("),
        new("Enumerable.ToArray", true, "a loop over the sequence, or a PooledBufferWriter that it is written into", "System.Linq.Enumerable.ToArray("),
        new("Array.Clone", true, "a lease of the same length, and CopyTo into its span", "System.Array.Clone(", "System.Object.MemberwiseClone("),
        new("ToArray", true, "CopyTo into a lease's span", "System.ReadOnlySpan`1[System.Byte].ToArray(", "System.Span`1[System.Byte].ToArray(",
            "System.ReadOnlyMemory`1[System.Byte].ToArray(",
            "System.Memory`1[System.Byte].ToArray(", "System.Buffers.BuffersExtensions.ToArray(", "System.ArraySegment`1[System.Byte].ToArray(",
            "System.BinaryData.ToArray("),
    ];

    /// <summary>The allocating call that a virtual call may turn out to be. Source names the method of the base class.</summary>
    private static readonly KnownCall s_virtual = s_inner.First(static call => call.Name == "a growing MemoryStream") with
    {
        Methods = ["System.IO.Stream.Write(", "System.IO.Stream.WriteByte(", "System.IO.Stream.SetLength("],
    };

    /// <summary>The calls by which source allocates an array without <c>new</c>. Many libraries make them too, so they count only if nothing is between them
    /// and the program.</summary>
    private static readonly KnownCall s_allocator = new(
        "GC.AllocateArray, GC.AllocateUninitializedArray", true, "a lease; for arrays that are pinned, from a pool with Pinned = true",
        "System.GC.AllocateArray", "System.GC.AllocateUninitializedArray", "System.GC.<AllocateArray>", "System.GC.<AllocateUninitializedArray>");

    /// <summary>Whether a method is one by which source allocates an array without <c>new</c>.</summary>
    internal static bool IsAllocator(string method) => s_allocator.Is(method);

    /// <summary>The calls that ask for collections.</summary>
    private static readonly string[] s_requests = ["System.GC.Collect(", "System.GC.GetTotalMemory(", "System.GC.AddMemoryPressure("];

    /// <summary>Whether a method asks for collections.</summary>
    internal static bool AsksForCollections(string method) => s_requests.Any(request => method.StartsWith(request, StringComparison.Ordinal));

    internal static IReadOnlyList<KnownCall> All { get; } = [.. s_outer, .. s_inner, s_allocator];

    /// <summary>Finds the known call by which a program allocates. A call that another library makes isn't the program's to replace, unless it is one of an
    /// object that the program passed.</summary>
    /// <param name="methods">The full names of the library methods between an allocation and its caller, innermost first.</param>
    /// <param name="callers">What is known of the methods that may make the call. If this is omitted, each call counts as the program's.</param>
    internal static KnownCall? Among(IReadOnlyCollection<string> methods, Callers? callers = null)
    {
        return methods.Select(method => s_outer.FirstOrDefault(call => call.Is(method) && IsOfTheProgram(call))).LastOrDefault(static call => call is not null)
            ?? methods.Select(method => s_inner.FirstOrDefault(call => call.Is(method) && IsOfTheProgram(call))).FirstOrDefault(static call => call is not null)
            ?? (methods.Count > 0 && s_allocator.Is(methods.Last()) ? s_allocator : null);

        bool IsOfTheProgram(KnownCall call) => !call.CanBePooled || callers is null
            || callers.LeaveToTheProgram(call, [.. methods.Reverse().TakeWhile(method => !call.Is(method))]);
    }

    /// <param name="methods">The full names of the methods that a statement calls.</param>
    /// <returns>The only call among them that takes precedence wherever it is in a stack, and its method; null if there is none, or more than one.</returns>
    internal static (KnownCall Known, string Method)? OnlyOuter(IEnumerable<string> methods) =>
        methods.Select(static method => (Known: s_outer.FirstOrDefault(call => call.Is(method)), Method: method)).Where(static call => call.Known is not null)
            .ToArray() is [(var known, var method)] ? (known!, method) : null;

    /// <param name="methods">The full names of the methods that a statement calls.</param>
    /// <param name="areInlined">Whether what they allocate is allocated by the statement's own frame, so that they, and what they call, are inlined.</param>
    /// <returns>The only known call among them, and its method; null if there is none, or more than one.</returns>
    internal static (KnownCall Known, string Method)? Only(IReadOnlyCollection<string> methods, bool areInlined = false)
    {
        (KnownCall? Known, string Method)[] known =
        [
            .. methods.Select(method => (Known: Among([method]) ?? (areInlined && s_virtual.Is(method) ? s_virtual : null), method))
                .Where(static call => call.Known is not null),
        ];
        return known.Select(static call => call.Known).Distinct().Count() == 1 ? (known[^1].Known!, known[^1].Method) : null;
    }
}
