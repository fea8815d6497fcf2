using Tidepool.Analyzers.CodeFixes;
using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests.CodeFixes;

/// <summary>Programs with rented arrays that are compiled and run before and after they become leases: what they print stays the same.</summary>
[Trait("Requirement", "A8")]
public class FixedArrayProgramsTests
{
    private const string Rule = "TIDE008";

    private const string Usings = "using System.Buffers.Binary; using System.Security.Cryptography;\n";

    [Theory]
    [InlineData("string Run() { byte[] a = ArrayPool<byte>.Shared.Rent(10); a[0] = 3; a[9] = 4; int sum = a[0] + a[9]; " +
        "ArrayPool<byte>.Shared.Return(a); return $\"{sum}\"; }")]
    [InlineData("string Run() { int n = 10; byte[] a = ArrayPool<byte>.Shared.Rent(n); for (int i = 0; i < n; i++) { a[i] = (byte)i; } int sum = " +
        "0; for (int i = 0; i < n; i++) { sum += a[i]; } ArrayPool<byte>.Shared.Return(a); return $\"{sum}\"; }")]
    [InlineData("string Run() { byte[] a = ArrayPool<byte>.Shared.Rent(10); using var s = new MemoryStream([1, 2, 3]); int read = " +
        "s.Read(a.AsSpan(0, 10)); string text = Convert.ToHexString(a.AsSpan(0, read)); ArrayPool<byte>.Shared.Return(a); return text; }")]
    [InlineData("string Run() => Hex(\"abc\", 2); string Hex(string s, int k) { byte[] a = ArrayPool<byte>.Shared.Rent(s.Length + k); a.AsSpan(0, " +
        "s.Length + k).Fill(7); string text = Convert.ToHexString(a.AsSpan(0, Math.Min(s.Length + k, 4))); ArrayPool<byte>.Shared.Return(a); return text; }")]
    public Task Fix_OfAnArray_ChangesNothingElse(string members) => FixedProgram.VerifyAsync<LeaseForArrayFix>(Rule, members);

    /// <summary>Overloads for spans and memories, copies, lengths that follow from the requested length.</summary>
    [Theory]
    [InlineData("string Run() => Frame(\"abc\"u8); static string Frame(ReadOnlySpan<byte> p) { byte[] a = Arrays.Rent(4 + p.Length); " +
        "BinaryPrimitives.WriteInt32BigEndian(a, p.Length); p.CopyTo(a.AsSpan(4)); string s = Convert.ToHexString(a, 0, p.Length + 4); " +
        "Arrays.Return(a); return s; }")]
    [InlineData("string Run() { using MemoryStream s = new([1, 2, 3, 4, 5]); int n = 5; byte[] a = Arrays.Rent(n); int total = 0; while (total < n) { " +
        "int read = s.Read(a, total, n - total); if (read == 0) { break; } total += read; } string t = Convert.ToHexString(a.AsSpan(0, total)); " +
        "Arrays.Return(a); return t; }")]
    [InlineData("string Run() { byte[] from = [1, 2, 3, 4]; byte[] a = Arrays.Rent(from.Length); Buffer.BlockCopy(from, 0, a, 0, from.Length); " +
        "Array.Reverse(a, 0, 4 - 4 + from.Length); Array.Copy(a, 0, from, 1, from.Length - 1); Array.Clear(a, 0, from.Length); Array.Copy(from, a, " +
        "from.Length); string t = Convert.ToHexString(a, 0, from.Length); Arrays.Return(a); return t; }")]
    [InlineData("string Run() { byte[] a = Arrays.Rent(8); Array.Fill(a, (byte)6, 0, 8); Array.Copy(a, 0, a, 2, 6); byte[] part = a[2..8]; a[2] = 1; " +
        "string t = Convert.ToHexString(part) + Convert.ToHexString(a, 1, 3); Arrays.Return(a); return t; }")]
    [InlineData("string Run() { string s = \"héllo\"; byte[] a = Arrays.Rent(System.Text.Encoding.UTF8.GetMaxByteCount(s.Length)); int n = " +
        "System.Text.Encoding.UTF8.GetBytes(s, 0, s.Length, a, 0); string t = System.Text.Encoding.UTF8.GetString(a, 0, n); Arrays.Return(a); return " +
        "t; }")]
    [InlineData("string Run() { string s = \"héllo\"; byte[] a = Arrays.Rent(1 + System.Text.Encoding.UTF8.GetByteCount(s)); a[0] = 33; int n = " +
        "System.Text.Encoding.UTF8.GetBytes(s, a.AsSpan(1)); string t = System.Text.Encoding.UTF8.GetString(a.AsSpan(0, 1)) + n; Arrays.Return(a); " +
        "return t; }")]
    [InlineData("string Run() { using MemoryStream s = new([1, 2, 3]); using MemoryStream to = new(); byte[] a = Arrays.Rent(4096); int n; while ((n = " +
        "s.Read(a)) > 0) { to.Write(a, 0, n); } Arrays.Return(a); return Convert.ToHexString(to.ToArray()); }")]
    [InlineData("string Run() => Left(5).Result; static async Task<string> Left(long left) { using MemoryStream s = new([1, 2, 3, 4, 5]); using " +
        "MemoryStream to = new(); byte[] a = Arrays.Rent((int)Math.Min(2L, left)); while (left > 0) { int n = (int)Math.Min(2L, left); await " +
        "s.ReadExactlyAsync(a, 0, n); await to.WriteAsync(a, 0, n); left -= n; } Arrays.Return(a); return Convert.ToHexString(to.ToArray()); }")]
    [InlineData("string Run() { using MemoryStream s = new([65, 66, 67]); char[] chars = new char[9]; byte[] a = Arrays.Rent(16); int n = s.Read(a, 0, " +
        "16); int c = System.Text.Encoding.UTF8.GetDecoder().GetChars(a, 0, n, chars, 1, true); string t = new string(chars, 1, c); Arrays.Return(a); " +
        "return t; }")]
    [InlineData("string Run() { byte[] a = Arrays.Rent(20); SHA1.TryHashData([1, 2], a.AsSpan(0, 20), out int written); using IncrementalHash h = " +
        "IncrementalHash.CreateHash(HashAlgorithmName.SHA256); h.AppendData(a, 0, written); string t = Convert.ToBase64String(a, 0, written) + " +
        "Convert.ToHexString(h.GetHashAndReset()); Arrays.Return(a); return t; }")]
    [InlineData("string Run() { byte[] a = Arrays.Rent(4); BitConverter.TryWriteBytes(a.AsSpan(0, 4), 77); string t = $\"{BitConverter.ToInt32(a, 0)} " +
        "{BinaryPrimitives.ReadUInt16LittleEndian(a)}\"; Arrays.Return(a); return t; }")]
    [InlineData("string Run() { int n = 6; byte[] a = Arrays.Rent(n); for (int i = n - 1; i >= 0; i--) { a[i] = (byte)i; } for (int i = 0; i + 1 < n; " +
        "i++) { a[i] += a[i + 1]; } string t = Convert.ToHexString(new ReadOnlySpan<byte>(a, 0, n)); Arrays.Return(a); return t; }")]
    [InlineData("static int Sum(byte[] b, int offset, int count) => Sum(b.AsSpan(offset, count)); static int Sum(ReadOnlySpan<byte> b) { int sum = 0; " +
        "foreach (byte x in b) { sum += x; } return sum; } string Run() { byte[] a = Arrays.Rent(3); a.AsSpan(0, 3).Fill(9); int sum = Sum(a, 1, 2); " +
        "Arrays.Return(a); return $\"{sum}\"; }")]
    [InlineData("static async Task<int> LengthAsync(ReadOnlyMemory<byte> m, Stream s) { await s.WriteAsync(m); return m.Length; } string Run() => " +
        "RunAsync().Result; async Task<string> RunAsync() { byte[] a = Arrays.Rent(3); a.AsSpan(0, 3).Clear(); int n = await " +
        "LengthAsync(a.AsMemory(0, 3), Stream.Null); Arrays.Return(a); return $\"{n}\"; }")]
    [InlineData("string Run() { string Inner(int n) { byte[] a = Arrays.Rent(n); a[0] = 8; string t = $\"{a[0]}\"; Arrays.Return(a); " +
        "return t; } return Inner(3) + Inner(1); }")]
    public Task Fix_OfWhatHasAnOverload_ChangesNothingElse(string members) => FixedProgram.VerifyAsync<LeaseForArrayFix>(Rule, WithPool(members), Usings);

    /// <summary>Pools reached in different ways.</summary>
    [Theory]
    [InlineData("string Run() { byte[] a = Pool.AsArrayPool().Rent(5); a[4] = 1; string t = $\"{a[4]}\"; Pool.AsArrayPool().Return(a); return t; }")]
    [InlineData("string Run() { ArrayPool<byte> arrays = pool.AsArrayPool(); byte[] a = arrays.Rent(5); a[4] = 1; string t = $\"{a[4]}\"; " +
        "arrays.Return(a); return t; }")]
    [InlineData("readonly ArrayPool<byte> _arrays = ArrayPool<byte>.Shared; string Run() { byte[] a = _arrays.Rent(5); a[4] = 1; string t = " +
        "$\"{a[4]}\"; _arrays.Return(a); return t; }")]
    [InlineData("readonly ArrayPool<byte> _arrays = pool.AsArrayPool(); string Run() { byte[] a = _arrays.Rent(5); a[4] = 1; string t = $\"{a[4]}\"; " +
        "_arrays.Return(a); return t; }")]
    [InlineData("static ArrayPool<byte> Own => ArrayPool<byte>.Shared; string Run() { byte[] a = Own.Rent(5); a[4] = 1; string t = $\"{a[4]}\"; " +
        "Own.Return(a); return t; }")]
    public Task Fix_OfAnArrayOfAKnownPool_ChangesNothingElse(string members) => FixedProgram.VerifyAsync<LeaseForArrayFix>(Rule, members);

    /// <summary>A name declared in a block may mean something else after the block.</summary>
    [Theory]
    [InlineData("int n = 3; string Run() { byte[] a = ArrayPool<byte>.Shared.Rent(10); try { int n = 5; a[0] = (byte)n; } finally { " +
        "ArrayPool<byte>.Shared.Return(a); } return $\"{n}\"; }")]
    [InlineData("int N => 3; string Run() { byte[] a = ArrayPool<byte>.Shared.Rent(10); try { if (a.AsSpan(0, 1).Length is var N) { a[0] = (byte)N; } } " +
        "finally { ArrayPool<byte>.Shared.Return(a); } return $\"{N}\"; }")]
    public Task Fix_OfAnArrayInABlock_LeavesNamesTheirMeaning(string members) => FixedProgram.VerifyAsync<LeaseForArrayFix>(Rule, members);

    private static string WithPool(string members) => members.Replace("Arrays.", "ArrayPool<byte>.Shared.", StringComparison.Ordinal);
}
