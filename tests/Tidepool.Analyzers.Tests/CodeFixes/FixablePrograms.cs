namespace Tidepool.Analyzers.Tests.CodeFixes;

/// <summary>Members of programs that a fix changes. Each has a method <c>Run</c> that returns what the program prints.</summary>
public static class FixablePrograms
{
    /// <summary>A lease that isn't returned on one path: TIDE001.</summary>
    public static TheoryData<string> Leaks =>
    [
        "string Run() { ByteLease l = Pool.Rent(4); l.Span.Fill(7); if (l.Span[0] == 7) { return \"seven\"; } l.Return(); return " +
            "\"other\"; }",
        "string Run() { ByteLease l = Pool.Rent(4); Span<byte> s = l.Span[1..]; s[0] = 5; int sum = 0; foreach (byte b in s) { sum += b; } " +
            "if (sum > 900) { l.Return(); } return $\"{s.Length}\"; }",
        "string Run() { ByteLease l = Pool.Rent(4); l.Span.Clear(); using var stream = new MemoryStream(); stream.Write(l.Span); if " +
            "(stream.Length == 4) { return \"four\"; } l.Return(); return \"\"; }",
        "string Run() => RunAsync().Result; async Task<string> RunAsync() { ByteLease l = Pool.Rent(4); l.Span.Clear(); using var stream = " +
            "new MemoryStream(); await stream.WriteAsync(l.Memory); if (stream.Length == 4) { return \"four\"; } l.Return(); return \"\"; }",
        "string Run() { ByteLease l = Pool.Rent(4); l.Span.Fill(65); string text = System.Text.Encoding.ASCII.GetString(l.Span); if " +
            "(text.Length == 4) { return text; } l.Return(); return \"\"; }",
        "string Run() { SequenceLease l = Pool.RentSequence(4); long n = l.Sequence.Length; if (n == 4) { return $\"{n}\"; } l.Return(); " +
            "return \"\"; }",
        "string Run() { int sum = 0; foreach (int i in new[] { 1, 2, 3 }) { ByteLease l = Pool.Rent(i); l.Span.Fill(7); if (i == 2) { " +
            "continue; } sum += l.Span[0]; l.Return(); } return $\"{sum}\"; }",
        "string Run() { ByteLease l = Pool.Rent(4); l.Span.Fill(1); switch (l.Span[0]) { case 0: l.Return(); return \"none\"; case 1: " +
            "return \"one\"; default: l.Return(); return \"more\"; } }",
        "string Run() { lock (this) { ByteLease l = Pool.Rent(4); l.Span.Fill(3); if (l.Span[3] == 3) { return \"three\"; } l.Return(); } " +
            "return \"\"; }",
        "string Run() => RunAsync().Result; async Task<string> RunAsync() { ByteLease l = await Pool.RentAsync(4); using var s = new " +
            "MemoryStream([5, 6]); int n = await s.ReadAsync(l.Memory); if (n == 2) { return $\"{l.Span[1]}\"; } l.Return(); return \"\"; }",
        "string Run() { Allocator a = Pool.CreateAllocator(); Memory<byte> m = a.Allocate(4); m.Span.Fill(9); if (m.Length == 4) { return " +
            "$\"{m.Span[0]}\"; } a.Return(); return \"\"; }",
    ];

    /// <summary>A return that can run twice: TIDE007.</summary>
    public static TheoryData<string> RepeatedReturns =>
    [
        "string Run() { ByteLease l = Pool.Rent(4); string s = \"\"; foreach (char c in \"a\") { s += c; l.Return(); } return s; }",
        "string Run() { ByteLease l = Pool.Rent(4); try { Console.Out.Write(l.Span.Length > 9 ? \"x\" : \"\"); } catch (IOException) { " +
            "l.Return(); } l.Return(); return \"done\"; }",
    ];

    /// <summary>Bytes that outlive their lease: TIDE004.</summary>
    public static TheoryData<string> Copies =>
    [
        "string Run() { Memory<byte> m = Seven(); return $\"{m.Length}\"; } Memory<byte> Seven() { using var l = Pool.Rent(3); " +
            "l.Span.Fill(7); return l.Memory; }",
        "ReadOnlyMemory<byte> _kept; string Run() { Keep(); Keep(); return $\"{_kept.Length}\"; } void Keep() { using var " +
            "l = Pool.Rent(3); l.Span.Fill(7); _kept = l.Memory[1..]; }",
        "string Run() { List<Memory<byte>> list = []; Fill(list); return $\"{list.Count} {list[0].Length}\"; } void " +
            "Fill(List<Memory<byte>> list) { ByteLease l = Pool.Rent(3); l.Span.Fill(7); list.Add(l.Memory); l.Return(); }",
        "string Run() => $\"{Part(true).Length} {Part(false).Length}\"; Span<byte> Part(bool all) { using var l = Pool.Rent(4); " +
            "l.Span.Fill(7); if (all) { return l.Span; } return l.Span[1..3]; }",
    ];

    /// <summary>A pool for each call: TIDE009.</summary>
    public static TheoryData<string> PoolsPerCall =>
    [
        "string Run() { BytePool p = new BytePool(16, 64, 4); using var l = p.Rent(3); l.Span.Fill(7); return $\"{l.Length} {l.Span[2]}\"; " +
            "}",
        "string Run() { using BytePool p = new(16, 64, 4); ByteLease l = p.Rent(3); l.Span.Fill(6); string s = $\"{l.Span[2]}\"; " +
            "l.Return(); return s; }",
        "static readonly int s_max = 128; string Run() => One() + Two(); string One() { using var l = new BytePool(16, 64, 4).Rent(3); " +
            "return $\"{l.Length}\"; } string Two() { BytePool p = new(16, s_max, 4); using var l = p.Rent(5); return $\"{l.Length}\"; }",
    ];

    /// <summary>Rented arrays: TIDE008.</summary>
    public static TheoryData<string> Arrays =>
    [
        "string Run() { byte[] a = ArrayPool<byte>.Shared.Rent(10); a[0] = 3; a[9] = 4; int sum = a[0] + a[9]; " +
            "ArrayPool<byte>.Shared.Return(a); return $\"{sum}\"; }",
        "string Run() { int n = 10; byte[] a = ArrayPool<byte>.Shared.Rent(n); for (int i = 0; i < n; i++) { a[i] = (byte)i; } int sum = " +
            "0; for (int i = 0; i < n; i++) { sum += a[i]; } ArrayPool<byte>.Shared.Return(a); return $\"{sum}\"; }",
        "string Run() { byte[] a = ArrayPool<byte>.Shared.Rent(10); using var s = new MemoryStream([1, 2, 3]); int read = " +
            "s.Read(a.AsSpan(0, 10)); string text = Convert.ToHexString(a.AsSpan(0, read)); ArrayPool<byte>.Shared.Return(a); return text; }",
        "string Run() => Hex(\"abc\", 2); string Hex(string s, int k) { byte[] a = ArrayPool<byte>.Shared.Rent(s.Length + k); a.AsSpan(0, " +
            "s.Length + k).Fill(7); string text = Convert.ToHexString(a.AsSpan(0, Math.Min(s.Length + k, 4))); " +
            "ArrayPool<byte>.Shared.Return(a); return text; }",
    ];

    /// <summary>Rented arrays and overloads for spans and memories, copies, lengths that follow from the requested length.</summary>
    public static TheoryData<string> ArraysWithOverloads =>
    [
        "string Run() => Frame(\"abc\"u8); static string Frame(ReadOnlySpan<byte> p) { byte[] a = ArrayPool<byte>.Shared.Rent(4 + " +
            "p.Length); BinaryPrimitives.WriteInt32BigEndian(a, p.Length); p.CopyTo(a.AsSpan(4)); string s = Convert.ToHexString(a, 0, " +
            "p.Length + 4); ArrayPool<byte>.Shared.Return(a); return s; }",
        "string Run() { using MemoryStream s = new([1, 2, 3, 4, 5]); int n = 5; byte[] a = ArrayPool<byte>.Shared.Rent(n); int total = 0; " +
            "while (total < n) { int read = s.Read(a, total, n - total); if (read == 0) { break; } total += read; } string t = " +
            "Convert.ToHexString(a.AsSpan(0, total)); ArrayPool<byte>.Shared.Return(a); return t; }",
        "string Run() { byte[] from = [1, 2, 3, 4]; byte[] a = ArrayPool<byte>.Shared.Rent(from.Length); Buffer.BlockCopy(from, 0, a, 0, " +
            "from.Length); Array.Reverse(a, 0, 4 - 4 + from.Length); Array.Copy(a, 0, from, 1, from.Length - 1); Array.Clear(a, 0, " +
            "from.Length); Array.Copy(from, a, from.Length); string t = Convert.ToHexString(a, 0, from.Length); " +
            "ArrayPool<byte>.Shared.Return(a); return t; }",
        "string Run() { byte[] a = ArrayPool<byte>.Shared.Rent(8); Array.Fill(a, (byte)6, 0, 8); Array.Copy(a, 0, a, 2, 6); byte[] part = " +
            "a[2..8]; a[2] = 1; string t = Convert.ToHexString(part) + Convert.ToHexString(a, 1, 3); ArrayPool<byte>.Shared.Return(a); return " +
            "t; }",
        "string Run() { string s = \"héllo\"; byte[] a = ArrayPool<byte>.Shared.Rent(System.Text.Encoding.UTF8.GetMaxByteCount(s.Length)); " +
            "int n = System.Text.Encoding.UTF8.GetBytes(s, 0, s.Length, a, 0); string t = System.Text.Encoding.UTF8.GetString(a, 0, n); " +
            "ArrayPool<byte>.Shared.Return(a); return t; }",
        "string Run() { string s = \"héllo\"; byte[] a = ArrayPool<byte>.Shared.Rent(1 + System.Text.Encoding.UTF8.GetByteCount(s)); a[0] " +
            "= 33; int n = System.Text.Encoding.UTF8.GetBytes(s, a.AsSpan(1)); string t = System.Text.Encoding.UTF8.GetString(a.AsSpan(0, 1)) " +
            "+ n; ArrayPool<byte>.Shared.Return(a); return t; }",
        "string Run() { using MemoryStream s = new([1, 2, 3]); using MemoryStream to = new(); byte[] a = " +
            "ArrayPool<byte>.Shared.Rent(4096); int n; while ((n = s.Read(a)) > 0) { to.Write(a, 0, n); } ArrayPool<byte>.Shared.Return(a); " +
            "return Convert.ToHexString(to.ToArray()); }",
        "string Run() => Left(5).Result; static async Task<string> Left(long left) { using MemoryStream s = new([1, 2, 3, 4, 5]); using " +
            "MemoryStream to = new(); byte[] a = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L, left)); while (left > 0) { int n = " +
            "(int)Math.Min(2L, left); await s.ReadExactlyAsync(a, 0, n); await to.WriteAsync(a, 0, n); left -= n; } " +
            "ArrayPool<byte>.Shared.Return(a); return Convert.ToHexString(to.ToArray()); }",
        "string Run() { using MemoryStream s = new([65, 66, 67]); char[] chars = new char[9]; byte[] a = ArrayPool<byte>.Shared.Rent(16); " +
            "int n = s.Read(a, 0, 16); int c = System.Text.Encoding.UTF8.GetDecoder().GetChars(a, 0, n, chars, 1, true); string t = new " +
            "string(chars, 1, c); ArrayPool<byte>.Shared.Return(a); return t; }",
        "string Run() { byte[] a = ArrayPool<byte>.Shared.Rent(20); SHA1.TryHashData([1, 2], a.AsSpan(0, 20), out int written); using " +
            "IncrementalHash h = IncrementalHash.CreateHash(HashAlgorithmName.SHA256); h.AppendData(a, 0, written); string t = " +
            "Convert.ToBase64String(a, 0, written) + Convert.ToHexString(h.GetHashAndReset()); ArrayPool<byte>.Shared.Return(a); return t; }",
        "string Run() { byte[] a = ArrayPool<byte>.Shared.Rent(4); BitConverter.TryWriteBytes(a.AsSpan(0, 4), 77); string t = " +
            "$\"{BitConverter.ToInt32(a, 0)} {BinaryPrimitives.ReadUInt16LittleEndian(a)}\"; ArrayPool<byte>.Shared.Return(a); return t; }",
        "string Run() { int n = 6; byte[] a = ArrayPool<byte>.Shared.Rent(n); for (int i = n - 1; i >= 0; i--) { a[i] = (byte)i; } for " +
            "(int i = 0; i + 1 < n; i++) { a[i] += a[i + 1]; } string t = Convert.ToHexString(new ReadOnlySpan<byte>(a, 0, n)); " +
            "ArrayPool<byte>.Shared.Return(a); return t; }",
        "static int Sum(byte[] b, int offset, int count) => Sum(b.AsSpan(offset, count)); static int Sum(ReadOnlySpan<byte> b) { int sum = " +
            "0; foreach (byte x in b) { sum += x; } return sum; } string Run() { byte[] a = ArrayPool<byte>.Shared.Rent(3); a.AsSpan(0, " +
            "3).Fill(9); int sum = Sum(a, 1, 2); ArrayPool<byte>.Shared.Return(a); return $\"{sum}\"; }",
        "static async Task<int> LengthAsync(ReadOnlyMemory<byte> m, Stream s) { await s.WriteAsync(m); return m.Length; } string Run() => " +
            "RunAsync().Result; async Task<string> RunAsync() { byte[] a = ArrayPool<byte>.Shared.Rent(3); a.AsSpan(0, 3).Clear(); int n = " +
            "await LengthAsync(a.AsMemory(0, 3), Stream.Null); ArrayPool<byte>.Shared.Return(a); return $\"{n}\"; }",
        "string Run() { string Inner(int n) { byte[] a = ArrayPool<byte>.Shared.Rent(n); a[0] = 8; string t = $\"{a[0]}\"; " +
            "ArrayPool<byte>.Shared.Return(a); return t; } return Inner(3) + Inner(1); }",
    ];

    /// <summary>Rented arrays of pools reached in different ways.</summary>
    public static TheoryData<string> ArraysOfKnownPools =>
    [
        "string Run() { byte[] a = Pool.AsArrayPool().Rent(5); a[4] = 1; string t = $\"{a[4]}\"; Pool.AsArrayPool().Return(a); return t; }",
        "string Run() { ArrayPool<byte> arrays = pool.AsArrayPool(); byte[] a = arrays.Rent(5); a[4] = 1; string t = $\"{a[4]}\"; " +
            "arrays.Return(a); return t; }",
        "readonly ArrayPool<byte> _arrays = ArrayPool<byte>.Shared; string Run() { byte[] a = _arrays.Rent(5); a[4] = 1; string t = " +
            "$\"{a[4]}\"; _arrays.Return(a); return t; }",
        "readonly ArrayPool<byte> _arrays = pool.AsArrayPool(); string Run() { byte[] a = _arrays.Rent(5); a[4] = 1; string t = " +
            "$\"{a[4]}\"; _arrays.Return(a); return t; }",
        "static ArrayPool<byte> Own => ArrayPool<byte>.Shared; string Run() { byte[] a = Own.Rent(5); a[4] = 1; string t = $\"{a[4]}\"; " +
            "Own.Return(a); return t; }",
    ];

    /// <summary>A name declared in a block may mean something else after the block.</summary>
    public static TheoryData<string> ArraysInBlocks =>
    [
        "int n = 3; string Run() { byte[] a = ArrayPool<byte>.Shared.Rent(10); try { int n = 5; a[0] = (byte)n; } finally { " +
            "ArrayPool<byte>.Shared.Return(a); } return $\"{n}\"; }",
        "int N => 3; string Run() { byte[] a = ArrayPool<byte>.Shared.Rent(10); try { if (a.AsSpan(0, 1).Length is var N) { a[0] = " +
            "(byte)N; } } finally { ArrayPool<byte>.Shared.Return(a); } return $\"{N}\"; }",
    ];
}
