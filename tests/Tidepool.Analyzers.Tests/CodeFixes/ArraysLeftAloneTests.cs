using Tidepool.Analyzers.CodeFixes;
using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests.CodeFixes;

/// <summary>Arrays that can't become leases without changing what the program does: TIDE008 has no fix for them.</summary>
[Trait("Requirement", "A8")]
public class ArraysLeftAloneTests
{
    private const string Rule = "TIDE008";

    [Theory]
    [InlineData("void Run(List<int> l) { byte[] a = ArrayPool<byte>.Shared.Rent(l.Count); l.Add(1); a.AsSpan(0, l.Count).Clear(); " +
        "ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("void Run(string s) { byte[] a = ArrayPool<byte>.Shared.Rent(s.Length); s += \"a\"; a.AsSpan(0, s.Length).Clear(); " +
        "ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("void Run(int n) { byte[] a = ArrayPool<byte>.Shared.Rent(n); a.AsSpan(0, Math.Max(n, 4)).Clear(); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("async Task Run(Task<byte> t) { byte[] a = ArrayPool<byte>.Shared.Rent(10); a[0] = await t; ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("async Task Run(Task<byte> t) { byte[] a = ArrayPool<byte>.Shared.Rent(10); a[0] += await t; ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("int Run() { byte[] a = ArrayPool<byte>.Shared.Rent(10); int n = a.Length; ArrayPool<byte>.Shared.Return(a); return n; }")]
    [InlineData("void Run(int i) { byte[] a = ArrayPool<byte>.Shared.Rent(10); a[i] = 1; ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("void Run() { byte[] a = ArrayPool<byte>.Shared.Rent(10); a[12] = 1; ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("void Run() { byte[] a = ArrayPool<byte>.Shared.Rent(10); a[^1] = 1; ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("void Run() { byte[] a = ArrayPool<byte>.Shared.Rent(10); Use(a); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("void Run() { byte[] a = ArrayPool<byte>.Shared.Rent(10); a.AsSpan().Clear(); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("void Run() { byte[] a = ArrayPool<byte>.Shared.Rent(10); a.AsSpan(1).Clear(); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("void Run() { byte[] a = ArrayPool<byte>.Shared.Rent(10); a.AsSpan(0, 16).Clear(); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("void Run(int n) { byte[] a = ArrayPool<byte>.Shared.Rent(n); n++; a.AsSpan(0, n).Clear(); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("void Run(int n, int m) { byte[] a = ArrayPool<byte>.Shared.Rent(n); a.AsSpan(0, m).Clear(); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("void Run(int n) { byte[] a = ArrayPool<byte>.Shared.Rent(10); for (int i = 0; i < n; i++) { a[i] = 1; } ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("Memory<byte> Run(bool f) { byte[] a = ArrayPool<byte>.Shared.Rent(10); if (f) { return a.AsMemory(0, 10); } " +
        "ArrayPool<byte>.Shared.Return(a); return default; }")]
    [InlineData("Task Run(bool f, Stream s) { byte[] a = ArrayPool<byte>.Shared.Rent(10); if (f) { return s.WriteAsync(a.AsMemory(0, 10)).AsTask(); } " +
        "ArrayPool<byte>.Shared.Return(a); return Task.CompletedTask; }")]
    public Task Array_ThatIsLookedAtBeyondWhatWasAskedForOrLeaves_IsLeftAlone(string members) => FixVerifier.VerifyNoneAsync<LeaseForArrayFix>(Rule, members);

    /// <summary>Lengths that don't follow from the requested length, memory that is kept, unknown pools.</summary>
    [Theory]
    [InlineData("void Run(int n, int x) { byte[] a = Arrays.Rent(n); Stream.Null.Write(a, x, n); Arrays.Return(a); }")]
    [InlineData("void Run(int n) { byte[] a = Arrays.Rent(n); Stream.Null.Write(a, 0, n + 1); Arrays.Return(a); }")]
    [InlineData("void Run(int n) { byte[] a = Arrays.Rent(n + 4); Console.Write(BitConverter.ToInt64(a, n)); Arrays.Return(a); }")]
    [InlineData("void Run(Stream s) { byte[] a = Arrays.Rent(1000); int read = s.Read(a); Use(a.AsSpan(0, read)); Arrays.Return(a); }")]
    [InlineData("void Run(Stream s, int n) { byte[] a = Arrays.Rent(n); int total = 0; int read; while ((read = s.Read(a, 0, n)) > 0) { total += read; " +
        "} Use(a.AsSpan(0, total)); Arrays.Return(a); }")]
    [InlineData("void Run(Stream s, int n) { byte[] a = Arrays.Rent(n); int total = 0; int read = s.Read(a, total, n - total); while (total < 90) { " +
        "total += read; } Use(a.AsSpan(0, total)); Arrays.Return(a); }")]
    [InlineData("async Task Run(Stream s, long left) { byte[] a = Arrays.Rent((int)Math.Min(4096L, left)); left += 9; int n = (int)Math.Min(4096L, " +
        "left); await s.ReadExactlyAsync(a, 0, n); Arrays.Return(a); }")]
    [InlineData("void Run(string s) { byte[] a = Arrays.Rent(s.Length); int n = System.Text.Encoding.UTF8.GetBytes(s, a); Use(a.AsSpan(0, n)); " +
        "Arrays.Return(a); }")]
    [InlineData("void Run(string s, string t) { byte[] a = Arrays.Rent(System.Text.Encoding.UTF8.GetByteCount(s)); " +
        "System.Text.Encoding.UTF8.GetBytes(t, a); Arrays.Return(a); }")]
    [InlineData("void Run(byte[] from, byte[] more) { byte[] a = Arrays.Rent(from.Length); more.AsSpan().CopyTo(a); Arrays.Return(a); }")]
    [InlineData("void Run(byte[] from) { byte[] a = Arrays.Rent(from.Length); Buffer.BlockCopy(from, 0, a, 4, from.Length); Arrays.Return(a); }")]
    [InlineData("void Run(int n) { byte[] a = Arrays.Rent(n); for (int i = 0; i <= n; i++) { a[i] = 1; } Arrays.Return(a); }")]
    [InlineData("void Run(int n) { byte[] a = Arrays.Rent(n); for (int i = 0, sum = 0; i < n; i++, sum += a[i]) { } Arrays.Return(a); }")]
    [InlineData("void Run(int n) { byte[] a = Arrays.Rent(n); for (int i = 0; a[i] > 0 && i < n; i++) { } Arrays.Return(a); }")]
    [InlineData("void Run(int n) { byte[] a = Arrays.Rent(n); Action more = () => n++; more(); a.AsSpan(0, n).Clear(); Arrays.Return(a); }")]
    [InlineData("int N { get; set; } void Run() { byte[] a = Arrays.Rent(N); N = 100; a.AsSpan(0, N).Clear(); Arrays.Return(a); }")]
    [InlineData("class S : Stream2 { public override void Write(ReadOnlySpan<byte> b) { byte[] a = Arrays.Rent(b.Length); b.CopyTo(a); Inner.Write(a, " +
        "0, b.Length + 1); Arrays.Return(a); } } abstract class Stream2 : MemoryStream { public Stream Inner = Stream.Null; }")]
    [InlineData("static async Task KeepAsync(Memory<byte> m) { _ = Stream.Null.WriteAsync(m); await Task.Yield(); } async Task Run() { byte[] a = " +
        "Arrays.Rent(3); await KeepAsync(a.AsMemory(0, 3)); Arrays.Return(a); }")]
    [InlineData("static Memory<byte> s_kept; static async Task KeepAsync(Memory<byte> m) { s_kept = m; await Task.Yield(); } async Task Run() { byte[] " +
        "a = Arrays.Rent(3); await KeepAsync(a.AsMemory(0, 3)); Arrays.Return(a); }")]
    [InlineData("void Run(BytePool p, BytePool q) { ArrayPool<byte> arrays = p.AsArrayPool(); p = q; byte[] a = arrays.Rent(3); a[0] = 1; " +
        "arrays.Return(a); }")]
    [InlineData("void Run() { byte[] a = Pool.AsArrayPool().Rent(3); a[0] = 1; ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("void Run() { byte[] a = Arrays.Rent(9); int n = Volatile.Read(ref a[3]); a.AsSpan(0, n).Clear(); Arrays.Return(a); }")]
    [InlineData("void Run() { byte[] a = Arrays.Rent(9); int n = System.Runtime.InteropServices.MemoryMarshal.Read<int>(a.AsSpan(0, 4)); " +
        "a.AsSpan(0, n).Clear(); Arrays.Return(a); }")]
    [InlineData("void Run(byte[] to) { byte[] a = Arrays.Rent(9); int n = System.Security.Cryptography.SHA256.HashData(a.AsSpan(0, 9), to); a.AsSpan(0, " +
        "n).Clear(); Arrays.Return(a); }")]
    public Task Array_ThatMayNeedMoreOrAnotherPool_IsLeftAlone(string members) =>
        FixVerifier.VerifyNoneAsync<LeaseForArrayFix>(Rule, members.Replace("Arrays.", "ArrayPool<byte>.Shared.", StringComparison.Ordinal));

    /// <summary>An overload that would call the caller again, endlessly.</summary>
    [Theory]
    [InlineData("class S : MemoryStream { public override void Write(ReadOnlySpan<byte> b) { byte[] a = ArrayPool<byte>.Shared.Rent(b.Length); b.CopyTo(a); " +
        "Write(a, 0, b.Length); ArrayPool<byte>.Shared.Return(a); } }")]
    [InlineData("class S : MemoryStream { public override void Write(byte[] b, int offset, int count) { byte[] a = ArrayPool<byte>.Shared.Rent(count); " +
        "Array.Copy(b, offset, a, 0, count); base.Write(a, 0, count); ArrayPool<byte>.Shared.Return(a); } }")]
    [InlineData("static void Send(byte[] b, int offset, int count) { } static void Send(ReadOnlySpan<byte> b) { byte[] a = " +
        "ArrayPool<byte>.Shared.Rent(b.Length); b.CopyTo(a); Send(a, 0, b.Length); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("static void Send(byte[] b, int offset, int count) { } static void Send(ReadOnlySpan<byte> b) => Copy(b); static void " +
        "Copy(ReadOnlySpan<byte> b) { byte[] a = ArrayPool<byte>.Shared.Rent(b.Length); b.CopyTo(a); " +
        "Send(a, 0, b.Length); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("class S : MemoryStream { public override void Write(byte[] b, int offset, int count) => Save(b.AsSpan(offset, count)); void " +
        "Save(ReadOnlySpan<byte> b) { byte[] a = ArrayPool<byte>.Shared.Rent(b.Length); b.CopyTo(a); base.Write(a, 0, b.Length); " +
        "ArrayPool<byte>.Shared.Return(a); } }")]
    public Task Array_WhoseOverloadMayCallTheCaller_IsNotReported(string members) => Verifier.VerifyMembersAsync(members);
}
