using Tidepool; using System.Buffers; using System.Buffers.Binary; using System.Buffers.Text; using System.Collections.Concurrent; using System.Collections.Frozen; using System.IO.Compression; using System.IO.Pipelines; using System.Net; using System.Net.Sockets; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Security.Cryptography; using System.Text; using System.Text.Json; using System.Threading.Channels;
namespace Corpus;
// What people do with rented arrays, allocators, owners and streams, and pools of their own: all correct.
public abstract class Segment { public abstract ReadOnlyMemory<byte> Memory { get; } public virtual void Free() { } }
public sealed class LeaseSegment(ByteLease lease) : Segment { private ByteLease _lease = lease; public override ReadOnlyMemory<byte> Memory => _lease.Memory; public override void Free() { _lease.Return(); _lease = default; } }
public class BufferCache(int limit) { private readonly ConcurrentQueue<byte[]> _free = new(); private int _count; public byte[] Get(int n) { if (_free.TryDequeue(out var b) && b.Length >= n) { Interlocked.Decrement(ref _count); return b; } return ArrayPool<byte>.Shared.Rent(n); } public void Put(byte[] b) { if (Interlocked.Increment(ref _count) <= limit) { _free.Enqueue(b); } else { Interlocked.Decrement(ref _count); ArrayPool<byte>.Shared.Return(b); } } }
public struct ValueBuffer(BytePool pool) : IDisposable { private ByteLease _lease; private int _used; public void Append(byte value) { if (_used == (_lease == default ? 0 : _lease.Length)) { Grow(); } _lease.Span[_used++] = value; } private void Grow() { var larger = pool.Rent(Math.Max(16, _used * 2)); if (_lease != default) { _lease.Span[.._used].CopyTo(larger.Span); _lease.Return(); } _lease = larger; } public void Dispose() { _lease.Dispose(); this = default; } }
public sealed class Idioms(BytePool pool, Stream wire, ArrayPool<byte> arrays)
{
    private byte[]? _buffer; private byte[] _pending = []; private int _used; private readonly Allocator _allocator = pool.CreateAllocator(); private IMemoryOwner<byte>? _owner; private readonly BufferCache _cache = new(4); private readonly List<Segment> _segments = []; private SequenceLease? _sequence; private readonly Stack<byte[]> _levels = new(); [ThreadStatic] private static byte[]? t_scratch; private PooledBufferWriter? _writer;
    public string K01(ReadOnlySpan<char> s) { int n = Encoding.UTF8.GetMaxByteCount(s.Length); byte[]? rented = null; Span<byte> b = n <= 256 ? stackalloc byte[256] : (rented = ArrayPool<byte>.Shared.Rent(n)); int used = Encoding.UTF8.GetBytes(s, b); string r = Convert.ToHexString(b[..used]); if (rented is not null) { ArrayPool<byte>.Shared.Return(rented); } return r; }
    public string K02(ReadOnlySpan<char> s) { int n = s.Length * 3; byte[]? rented = null; try { Span<byte> b = n > 512 ? (rented = ArrayPool<byte>.Shared.Rent(n)).AsSpan(0, n) : stackalloc byte[n]; int used = Encoding.UTF8.GetBytes(s, b); return Convert.ToBase64String(b[..used]); } finally { if (rented != null) { ArrayPool<byte>.Shared.Return(rented, clearArray: true); } } }
    public int K03(int n) { ByteLease rented = default; Span<byte> b = n <= 128 ? stackalloc byte[128] : (rented = pool.Rent(n)).Span; int r = wire.Read(b); rented.Dispose(); return r; }
    public int K04(int n) { scoped Span<byte> b; ByteLease l = default; if (n <= 64) { b = stackalloc byte[64]; } else { l = pool.Rent(n); b = l.Span; } int r = wire.Read(b); if (n > 64) { l.Return(); } return r; }
    public bool K05(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> tag) { const int MaxStack = 256; int size = 4 + data.Length; byte[]? array = size > MaxStack ? arrays.Rent(size) : null; Span<byte> b = array is null ? stackalloc byte[MaxStack] : array; BinaryPrimitives.WriteInt32BigEndian(b, data.Length); data.CopyTo(b[4..]); bool ok = HMACSHA256.TryHashData(key, b[..size], tag, out _); CryptographicOperations.ZeroMemory(b[..size]); if (array is not null) { arrays.Return(array); } return ok; }
    public int K06(int n) { byte[] b = arrays.Rent(n); int read; try { read = wire.Read(b, 0, n); } catch (IOException) { arrays.Return(b); return -1; } int sum = 0; for (int i = 0; i < read; i++) { sum += b[i]; } arrays.Return(b); return sum; }
    public void K07(int n) { byte[] b = arrays.Rent(n); int used = 0; int read; while ((read = wire.Read(b, used, b.Length - used)) > 0) { used += read; if (used == b.Length) { byte[] larger = arrays.Rent(b.Length * 2); Buffer.BlockCopy(b, 0, larger, 0, used); arrays.Return(b); b = larger; } } arrays.Return(b); }
    public void K08(ReadOnlySpan<byte> more) { if (_pending.Length - _used < more.Length) { byte[] old = _pending; _pending = arrays.Rent(_used + more.Length); old.AsSpan(0, _used).CopyTo(_pending); if (old.Length > 0) { arrays.Return(old); } } more.CopyTo(_pending.AsSpan(_used)); _used += more.Length; }
    public void K09() { byte[]? b = Interlocked.Exchange(ref _buffer, null); if (b is not null) { arrays.Return(b); } }
    public void K10(int n) { byte[] b = Interlocked.Exchange(ref _buffer, null) ?? arrays.Rent(n); wire.ReadExactly(b, 0, 1); if (Interlocked.CompareExchange(ref _buffer, b, null) is not null) { arrays.Return(b); } }
    public int K11(int n) { byte[] b = t_scratch ?? arrays.Rent(n); t_scratch = null; int r = wire.Read(b, 0, 1); if (t_scratch is null) { t_scratch = b; } else { arrays.Return(b); } return r; }
    public int K12(int n) { byte[] b = _cache.Get(n); try { return wire.Read(b, 0, n); } finally { _cache.Put(b); } }
    public void K13(int n) { _levels.Push(arrays.Rent(n)); try { wire.ReadExactly(_levels.Peek(), 0, 1); } finally { arrays.Return(_levels.Pop()); } }
    public Memory<byte> K14(int n) { if (_allocator.IsAllocated) { _allocator.Return(); } return _allocator.Allocate(n); }
    public int K15(int n) { Memory<byte> m = _allocator.Allocate(n); int r = wire.Read(m.Span); _allocator.Return(); m = _allocator.Allocate(n + 1); r += wire.Read(m.Span); _allocator.Return(); return r; }
    public int K16(int n) { using var a = pool.Allocate(n); int sum = 0; do { sum += a.Span[0]; a.Return(); a.Allocate(n); } while (--n > 0); return sum; }
    public void K17(int n) { var a = pool.CreateAllocator(); for (int i = 1; i <= n; i++) { wire.Write(a.Allocate(i).Span); a.Return(); } a.Dispose(); }
    public IMemoryOwner<byte> K18(int n) => pool.Rent(n).ToMemoryOwner();
    public IMemoryOwner<byte> K19(int n) { var l = pool.Rent(n); int read; try { read = wire.Read(l.Span); } catch { l.Return(); throw; } return l.ToMemoryOwner(read); }
    public void K20(int n) { _owner?.Dispose(); _owner = MemoryPool<byte>.Shared.Rent(n); wire.ReadExactly(_owner.Memory.Span); }
    public int K21(int n) { using IMemoryOwner<byte> owner = pool.AsMemoryPool().Rent(n); Memory<byte> m = owner.Memory[..n]; return wire.Read(m.Span); }
    public async Task<int> K22(int n, CancellationToken token) { IMemoryOwner<byte>? owner = null; try { owner = MemoryPool<byte>.Shared.Rent(n); return await wire.ReadAsync(owner.Memory, token); } finally { owner?.Dispose(); } }
    public byte[] K23(object value) { using var w = new PooledBufferWriter(pool); using (var json = new Utf8JsonWriter(w)) { JsonSerializer.Serialize(json, value); } return w.WrittenSpan.ToArray(); }
    public void K24(object value) { _writer ??= new PooledBufferWriter(pool); _writer.Clear(); using var json = new Utf8JsonWriter(_writer); JsonSerializer.Serialize(json, value); json.Flush(); wire.Write(_writer.WrittenSpan); }
    public ByteLease K25(object value) { using var s = new PooledStream(pool); JsonSerializer.Serialize(s, value); return s.CopyToLease(); }
    public void K26(byte[] data) { using var packed = new PooledStream(pool); using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) { gzip.Write(data); } packed.Position = 0; packed.CopyTo(wire); }
    public byte[] K27(byte[] data) { using var unpacked = new PooledStream(pool); using var gzip = new GZipStream(new MemoryStream(data), CompressionMode.Decompress); gzip.CopyTo(unpacked); return unpacked.ToArray(); }
    public long K28(long n) { using SequenceLease s = pool.RentSequence(n); long sum = 0; foreach (ReadOnlyMemory<byte> part in s.Sequence) { sum += part.Span[0]; } return sum; }
    public void K29(long n) { _sequence?.Return(); _sequence = pool.RentSequence(n); }
    public bool K30(long n, out byte first) { using var s = pool.RentSequence(n); var reader = new SequenceReader<byte>(s.Sequence); return reader.TryRead(out first); }
    public void K31(int n) { var l = pool.Rent(n); _segments.Add(new LeaseSegment(l)); }
    public void K32() { foreach (var s in _segments) { wire.Write(s.Memory.Span); s.Free(); } _segments.Clear(); }
    public int K33(int n) { var b = new ValueBuffer(pool); for (int i = 0; i < n; i++) { b.Append((byte)i); } b.Dispose(); return n; }
    public int K34(int n) { bool pooled = n > 1024; ByteLease l = pooled ? pool.Rent(n) : default; Span<byte> b = pooled ? l.Span : new byte[n]; int r = wire.Read(b); if (pooled) { l.Return(); } return r; }
    public int K35(int n) { int size = Math.Min(n, 4096); ByteLease l = default; if (size > 100) { l = pool.Rent(size); } int r = wire.ReadByte(); if (Math.Min(n, 4096) > 100) { l.Return(); } return r; }
    public int K36(string s) { ByteLease l = default; if (s.Length > 10) { l = pool.Rent(s.Length); } int count = s.Length; if (count > 10) { l.Return(); } return count; }
    public int K37(int[] a) { int n = a.Length; bool many = n > 4; ByteLease l = many ? pool.Rent(n) : default; int sum = 0; foreach (int x in a) { sum += x; } if (a.Length > 4) { l.Return(); } return sum; }
    public int K38(ReadOnlySpan<byte> s) { int n = s.Length; int size = n; ByteLease l = default; if (size >= 16) { l = pool.Rent(size); s.CopyTo(l.Span); } int r = s.IndexOf((byte)0); if (n >= 16) { l.Return(); } return r; }
    public int K39(int n) { bool big = n > 10; bool small = !big; ByteLease l = default; if (big) { l = pool.Rent(n); } if (small) { return 0; } l.Return(); return 1; }
    public int K40(int n, bool flag) { bool pooled = flag && n > 10; ByteLease l = default; if (pooled) { l = pool.Rent(n); } int r = wire.ReadByte(); if (flag && n > 10) { l.Return(); } return r; }
    public int K41(int n) { (ByteLease l, bool rented) = n > 10 ? (pool.Rent(n), true) : (default, false); int r = wire.ReadByte(); if (rented) { l.Return(); } return r; }
    public int K42(int n) { var t = n > 10 ? (Lease: pool.Rent(n), Rented: true) : (default, false); int r = wire.ReadByte(); if (t.Rented) { t.Lease.Return(); } return r; }
    public int K43(int n) { (ByteLease a, ByteLease b) = n > 10 ? (pool.Rent(n), pool.Rent(1)) : (pool.Rent(2), pool.Rent(n)); a.Span[..1].CopyTo(b.Span); a.Return(); b.Return(); return n; }
    public int K44(int n) { var (l, size) = n switch { > 100 => (pool.Rent(100), 100), > 0 => (pool.Rent(n), n), _ => (pool.Rent(1), 1) }; int r = wire.Read(l.Span[..size]); l.Return(); return r; }
    public int K45(int n) { (ByteLease? l, byte[] own) = n > 10 ? ((ByteLease?)pool.Rent(n), Array.Empty<byte>()) : (null, new byte[n]); Span<byte> b = l is { } lease ? lease.Span : own; int r = wire.Read(b); l?.Dispose(); return r; }
    public int K46(int n) { ByteLease a, b; (a, b) = (pool.Rent(n), pool.Rent(n)); (a, b) = (b, a); a.Return(); b.Return(); return n; }
    public int K47(int n) { byte[]? rented; int size; (rented, size) = (null, 0); if (n > 256) { rented = arrays.Rent(n); size = n; } int r = wire.Read(rented.AsSpan(0, size)); if (rented != null) { arrays.Return(rented); } return r; }
    public int K48(Stream? log, int n) { Stream? target = log; bool has = target is not null; ByteLease l = default; if (has) { l = pool.Rent(n); } if (log != null) { log.Write(l.Span); l.Return(); } return n; }
    public int K49(string? name) { string? key = name; ByteLease l = default; if (!string.IsNullOrEmpty(key)) { l = pool.Rent(key.Length); } int r = wire.ReadByte(); if (!string.IsNullOrEmpty(name)) { l.Return(); } return r; }
    public int K50(HttpStatusCode status) { var code = status; bool ok = code == HttpStatusCode.OK; ByteLease l = default; if (ok) { l = pool.Rent(1); } if (status != HttpStatusCode.OK) { return 0; } l.Return(); return 1; }
    public int K51(int n) { int size = n; ByteLease l = default; for (int i = 0; i < 3; i++) { if (size > 10) { l = pool.Rent(size); } wire.ReadByte(); if (n > 10) { l.Return(); } } return 0; }
    public int K52(List<int> items) { int count = items.Count; ByteLease l = count > 0 ? pool.Rent(count) : default; foreach (int i in items) { l.Span[0] = (byte)i; } if (items.Count > 0) { l.Return(); } return count; }
    public int K53(Queue<int> q) { int count = q.Count; ByteLease l = default; if (q.Count > 0) { l = pool.Rent(8); } wire.ReadByte(); if (count > 0) { l.Return(); } return count; }
    public unsafe int K54(int n) { using var l = pool.Rent(n); fixed (byte* p = l.Span) { for (int i = 0; i < n; i++) { p[i] = (byte)i; } return p[0]; } }
    public unsafe int K55(int n) { var l = pool.Rent(n); using (MemoryHandle h = l.Memory.Pin()) { NativeMemory.Clear(h.Pointer, (nuint)n); } int r = l.Span[0]; l.Return(); return r; }
    public int K56(int n) { using var l = pool.Rent(n); ref byte first = ref MemoryMarshal.GetReference(l.Span); first = 3; return l.Span[0]; }
    public byte[] K57(Stream source) { byte[] b = arrays.Rent(81920); try { using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256); int n; while ((n = source.Read(b)) > 0) { hash.AppendData(b, 0, n); } return hash.GetHashAndReset(); } finally { arrays.Return(b); } }
    public async Task K58(Socket socket, CancellationToken token) { byte[] b = arrays.Rent(4096); try { int n; while ((n = await socket.ReceiveAsync(b.AsMemory(), token)) > 0) { await socket.SendAsync(b.AsMemory(0, n), token); } } finally { arrays.Return(b); } }
    public static T K59<T>(ReadOnlySpan<byte> s, Func<byte[], int, T> read) { byte[] b = ArrayPool<byte>.Shared.Rent(s.Length); try { s.CopyTo(b); return read(b, s.Length); } finally { ArrayPool<byte>.Shared.Return(b); } }
    public int K60(int n) { byte[] b = arrays.Rent(n); (byte[] array, int length) pair = (b, n); try { return wire.Read(pair.array, 0, pair.length); } finally { arrays.Return(b); } }
    private volatile byte[]? _shared; private Task? _write;
    public Stream K61(int n) { byte[] b = arrays.Rent(n); wire.ReadExactly(b, 0, n); return new MemoryStream(b, 0, n); }
    private static void Empty(List<ReadOnlyMemory<byte>> list) { list.Clear(); }
    public void K62(int n) { var l = pool.Rent(n); List<ReadOnlyMemory<byte>> parts = [l.Memory]; Empty(parts); l.Return(); foreach (var part in parts) { wire.Write(part.Span); } }
    public void K63() { arrays.Return(_shared!); wire.Flush(); arrays.Return(_shared!); }
    public void K64(int n) { var l = pool.Rent(n); _write = wire.WriteAsync(l.Memory).AsTask(); while (!_write.IsCompleted) { Thread.Sleep(1); } l.Return(); }
    public void K65(int n) { var l = pool.Rent(n); if (n > 3) { l.Return(); } System.Diagnostics.Debug.Assert(n <= 3); l.Return(); }
    public void K66(byte[]? b) { if (b is null) { return; } wire.Write(b); arrays.Return(b); }
}
