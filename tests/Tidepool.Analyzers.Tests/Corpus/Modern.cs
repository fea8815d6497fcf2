using Tidepool; using System.Buffers; using System.Buffers.Binary; using System.IO.Pipelines; using System.Net.Sockets; using System.Runtime.CompilerServices; using System.Security.Cryptography; using System.Text; using System.Threading.Channels; using System.Collections.Concurrent;
namespace Corpus;
// Correct code in the forms of today's C#.
public record struct Limits(int Small, int? Large); public sealed record Request(string? Name, byte[]? Body, int Version) { public Request? Inner { get; init; } }
public ref struct Window(Span<byte> bytes) { public Span<byte> Bytes = bytes; public readonly int Sum() { int sum = 0; foreach (byte b in Bytes) { sum += b; } return sum; } }
public static class LeaseExtensions
{
    extension(ByteLease lease) { public int FirstByte => lease.Length > 0 ? lease.Span[0] : -1; public int Count(byte value) => lease.Span.Count(value); }
    extension(BytePool pool) { public ByteLease RentZeroed(int size) { var l = pool.Rent(size); l.Span.Clear(); return l; } }
}
public sealed class Modern(BytePool pool, Stream stream, Limits limits)
{
    private readonly Lock _gate = new(); private readonly Channel<ByteLease> _channel = Channel.CreateUnbounded<ByteLease>(); private readonly ConcurrentDictionary<int, ByteLease> _held = new(); private static void Work(ReadOnlySpan<byte> b) { } private static bool Ask() => DateTime.Now.Ticks % 2 == 0;
    public int Largest { get; set => field = Math.Max(field, value); } private byte[] Last { get => field ??= []; set => field = value; }
    public int C01(string? s, int n) { ByteLease lease = default; if (s?.Length > n) { lease = pool.Rent(n); } Work(default); if (s?.Length > n) { int r = lease.Span[0]; lease.Return(); return r; } return 0; }
    public int C02(string? s) { ByteLease? lease = null; if (s?.Length > 4) { lease = pool.Rent(4); } if (s?.Length > 4) { lease!.Value.Return(); } return 1; }
    public int C03(Request? r) { ByteLease lease = default; if (r?.Body?.Length > 4) { lease = pool.Rent(4); } if (r?.Body?.Length > 4) { lease.Return(); } return 1; }
    public int C04(Request? r) { ByteLease lease = default; if (r?.Version == 2) { lease = pool.Rent(4); } if (r?.Version != 2) { return 0; } lease.Return(); return 1; }
    public int C05(Request? r) { ByteLease lease = default; if ((r?.Version ?? 0) > 1) { lease = pool.Rent(4); } if ((r?.Version ?? 0) > 1) { lease.Return(); } return 1; }
    public int C06(Request? r) { ByteLease lease = default; bool big = r?.Inner?.Version is > 3; if (big) { lease = pool.Rent(4); } if (r?.Inner?.Version is > 3) { lease.Return(); } return 1; }
    public int C07(byte[]? body) { ByteLease lease = default; if (body?.Length is > 0 and < 100) { lease = pool.Rent(100); } if (body?.Length is > 0 and < 100) { lease.Return(); } return 1; }
    public int C08(int? n) { ByteLease lease = default; if (n > 3) { lease = pool.Rent(n.Value); } if (n > 3) { lease.Return(); } return 1; }
    public int C09() { ByteLease lease = default; if (limits.Large > limits.Small) { lease = pool.Rent(1); } if (limits.Large > limits.Small) { lease.Return(); } return 1; }
    public int C10(Request? r, bool f) { ByteLease lease = default; if (f && r?.Name?.Length > 3) { lease = pool.Rent(1); } if (f && r?.Name?.Length > 3) { lease.Return(); } return 1; }
    public int C11(int kind) { using var lease = pool.Rent(16); return kind switch { 0 => lease.Span[0], 1 when lease.Length > 3 => lease.Span[3], > 1 and < 9 => lease.Span[kind], _ => throw new ArgumentOutOfRangeException(nameof(kind)) }; }
    public async IAsyncEnumerable<int> C12([EnumeratorCancellation] CancellationToken ct = default) { using var lease = pool.Rent(64); int n; while ((n = await stream.ReadAsync(lease.Memory, ct)) > 0) { yield return n; } }
    public IEnumerable<byte> C13() { var lease = pool.Rent(4); try { for (int i = 0; i < lease.Length; i++) { yield return lease.Span[i]; } } finally { lease.Return(); } }
    public int C14() { var lease = pool.Rent(4); int r = Sum(lease.Span); lease.Return(); return r; static int Sum(ReadOnlySpan<byte> b) { int s = 0; foreach (byte x in b) { s += x; } return s; } }
    public int C15() { var lease = pool.Rent(4); try { return Read(); } finally { lease.Return(); } int Read() => lease.Span[0]; }
    public int C16(object o) { var lease = pool.Rent(4); try { if (o is string { Length: > 3 } s) { return s.Length; } if (o is int and > 3) { return 3; } return o switch { null => 0, byte b => b, _ => lease.Span[0] }; } finally { lease.Return(); } }
    public int C17() { int tries = 0; again: var lease = pool.Rent(4); int read = stream.Read(lease.Span); lease.Return(); if (read == 0 && tries++ < 3) { goto again; } return read; }
    public int C18() { var lease = pool.Rent(4); if (Ask()) { goto done; } Work(lease.Span); done: lease.Return(); return 0; }
    public int C19() { using var lease = pool.Rent(8); Window w = new(lease.Span); w.Bytes[0] = 1; return w.Sum(); }
    public int C20() { using var lease = pool.Rent(8); scoped Span<byte> s = lease.Span; if (s.Length > 4) { s = s[..4]; } return s[0]; }
    public int C21(bool f) { ByteLease? lease = f ? pool.Rent(4) : null; int r = lease?.Span[0] ?? 0; lease?.Return(); return r; }
    public int C22(bool f) { ByteLease? lease = null; try { if (f) { lease = pool.Rent(4); } return lease?.Length ?? 0; } finally { lease?.Dispose(); } }
    public int C23(bool f) { ByteLease? lease = f ? pool.Rent(4) : null; if (lease is { } held) { Work(held.Span); held.Return(); } return 0; }
    public int C24(bool f) { ByteLease? lease = f ? pool.Rent(4) : null; if (lease is not { Length: > 0 } held) { lease?.Return(); return 0; } int n = held.Length; held.Return(); return n; }
    public void C25(List<int> sizes) { sizes.ForEach(size => { using var lease = pool.Rent(size); lease.Span.Clear(); }); }
    public byte[][] C26() { using var a = pool.Rent(4); using var b = pool.Rent(4); byte[][] all = [a.Span.ToArray(), b.Span.ToArray()]; return all; }
    public byte[] C27() { using var a = pool.Rent(4); byte[] all = [1, .. a.Span, 2]; return all; }
    public int C28(int kind) { switch (kind) { case 0: { using var lease = pool.Rent(4); return lease.Span[0]; } case 1: using (var other = pool.Rent(8)) { return other.Span[0]; } default: return 0; } }
    public int C29(int kind) { ByteLease lease; switch (kind) { case 0: lease = pool.Rent(4); break; case 1: lease = pool.Rent(8); break; default: return 0; } int n = lease.Length; lease.Return(); return n; }
    public async Task C30() { using var lease = pool.Rent(4); await using FileStream file = File.OpenRead("a"); await file.ReadExactlyAsync(lease.Memory); }
    public async Task C31() { await using MemoryStream to = new(); var lease = pool.Rent(4); try { await to.WriteAsync(lease.Memory); } finally { lease.Return(); } await to.FlushAsync(); }
    public int C32() { lock (_gate) { using var lease = pool.Rent(4); return lease.Span[0]; } }
    public int C33() { var lease = pool.Rent(4); lock (_gate) { Work(lease.Span); lease.Return(); } return 0; }
    public int C34(int a, int b) { using var lease = pool.Rent(checked(a + b)); checked { int sum = 0; foreach (byte x in lease.Span) { sum += x; } return sum; } }
    public int C35() { using var lease = pool.Rent(4); return lease.FirstByte + lease.Count(3); }
    public void C36() { using var lease = pool.RentZeroed(4); Largest = lease.Length; }
    public void C37() { using var lease = pool.Rent(4); Last = lease.Span.ToArray(); }
    public async Task C38(CancellationToken ct) { var lease = pool.Rent(4); try { await stream.ReadExactlyAsync(lease.Memory, ct); await _channel.Writer.WriteAsync(lease, ct); } catch { lease.Return(); throw; } }
    public async Task C39(CancellationToken ct) { await foreach (ByteLease lease in _channel.Reader.ReadAllAsync(ct)) { using (lease) { await stream.WriteAsync(lease.Memory, ct); } } }
    public bool C40() { if (!_channel.Reader.TryRead(out ByteLease lease)) { return false; } try { stream.Write(lease.Span); return true; } finally { lease.Return(); } }
    public void C41(int id) { var lease = pool.Rent(4); if (!_held.TryAdd(id, lease)) { lease.Return(); } }
    public void C42(int id) { if (_held.TryRemove(id, out ByteLease lease)) { lease.Return(); } }
    public (int, int) C43() { using var lease = pool.Rent(8); (int a, int b) = (lease.Span[0], lease.Span[1]); return (b, a); }
    public int C44() { var (first, second) = (pool.Rent(1), pool.Rent(2)); int n = first.Length + second.Length; second.Return(); first.Return(); return n; }
    public string C45(string text) { using var lease = pool.Rent(Encoding.UTF8.GetMaxByteCount(text.Length)); int n = Encoding.UTF8.GetBytes(text, lease.Span); return Convert.ToHexString(SHA256.HashData(lease.Span[..n])); }
    public async Task<int> C46(CancellationToken ct) { using var lease = await pool.RentAsync(4, ct).ConfigureAwait(false); ValueTask<int> reading = stream.ReadAsync(lease.Memory, ct); return reading.IsCompletedSuccessfully ? reading.Result : await reading; }
    public async Task C47() { using var a = pool.Rent(4); using var b = pool.Rent(4); Task one = stream.WriteAsync(a.Memory).AsTask(), two = stream.WriteAsync(b.Memory).AsTask(); await Task.WhenAll(one, two); }
    public void C48() { using var lease = pool.Rent(4); Parallel.For(0, 4, i => lease.Memory.Span[i] = (byte)i); }
    public int C49(int n) { int total = 0; do { if (!pool.TryRent(n, out var lease)) { break; } total += stream.Read(lease.Span); lease.Return(); } while (total < n); return total; }
    public int C50(int[] sizes) { int sum = 0; foreach (int size in sizes) { if (size == 0) { continue; } using var lease = pool.Rent(size); if (lease.Span[0] == 0) { break; } sum += lease.Length; } return sum; }
    public void C51() { var lease = pool.Rent(4); try { Work(lease.Span); } catch (IOException e) when (e.HResult == 3) { return; } finally { lease.Return(); } }
    public int C52() { var lease = pool.Rent(4); try { return lease.Span[0]; } catch (InvalidOperationException) { return -1; } finally { if (!lease.IsReturned) { lease.Return(); } } }
    public ByteLease C53(int n) { var lease = pool.Rent(n); try { stream.ReadExactly(lease.Span); return lease; } catch { lease.Dispose(); throw; } }
    public bool C54(int n, out ByteLease lease) { lease = pool.Rent(n); if (stream.Read(lease.Span) == n) { return true; } lease.Return(); lease = default; return false; }
    public ByteLease C55(int n) { var lease = pool.Rent(4); while (lease.Length < n) { var larger = pool.Rent(lease.Length * 2); lease.Span.CopyTo(larger.Span); lease.Return(); lease = larger; } return lease; }
    public int C56() { ByteLease lease = pool.Rent(4); ref byte first = ref lease.Span[0]; first = 3; int n = first; lease.Return(); return n; }
    public void C57() { ByteLease[] all = new ByteLease[3]; for (int i = 0; i < all.Length; i++) { all[i] = pool.Rent(4); } foreach (ByteLease lease in all) { lease.Return(); } }
    public int C58(ReadOnlySpan<char> s) { using var lease = pool.Rent(4); return s switch { "a" => lease.Span[0], ['b', ..] => lease.Span[1], [] => 0, [.., var last] => last }; }
    public int C59(string? s) { byte[]? array = null; if (s?.Length > 256) { array = ArrayPool<byte>.Create().Rent(s.Length); } Span<byte> b = array ?? stackalloc byte[256]; int n = b.Length; if (array is not null) { ArrayPool<byte>.Create().Return(array); } return n; }
    public long C60(int[] parts) { long sum = 0; for (int i = 0, n = parts.Length; i < n; i++) { var lease = pool.Rent(parts[i]); try { sum += lease.Span.Length switch { 0 => 0, var length => length }; } finally { lease.Return(); } } return sum; }
}
