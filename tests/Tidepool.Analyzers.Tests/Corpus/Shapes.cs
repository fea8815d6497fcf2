using Tidepool; using System.Buffers; using System.Buffers.Binary; using System.IO.Pipelines; using System.Net.Sockets; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Text; using System.Text.Json; using System.Threading.Channels; using System.Collections.Concurrent; using System.Diagnostics.CodeAnalysis; using System.Security.Cryptography; using System.IO.Compression;
namespace Corpus;
// Correct code in many shapes of the language.
public sealed class Box : IDisposable
{
    private readonly ByteLease _lease;
    public Box(BytePool pool, int n) { _lease = pool.Rent(n); }
    public Memory<byte> Memory => _lease.Memory;
    public void Dispose() => _lease.Dispose();
}
public readonly struct Owned(ByteLease lease) : IDisposable { public Span<byte> Span => lease.Span; public void Dispose() => lease.Dispose(); }
public ref struct Cursor(ByteLease lease) { private int _at = 0; public byte Next() => lease.Span[_at++]; public void Dispose() => lease.Return(); }
public static class Extensions
{
    extension(BytePool pool)
    {
        public ByteLease RentZeroed(int n) { var l = pool.Rent(n); l.Span.Clear(); return l; }
        public T Borrow<T>(int n, Func<Memory<byte>, T> use) { using var l = pool.Rent(n); return use(l.Memory); }
    }
    extension(ByteLease lease)
    {
        public int Checksum { get { int s = 0; foreach (byte b in lease.Span) s += b; return s; } }
        public void ReturnQuietly() { if (!lease.IsReturned) lease.Dispose(); }
    }
    public static void FillWith(this ByteLease lease, byte b) => lease.Span.Fill(b);
}
public sealed class Various(BytePool pool, PipeReader reader, PipeWriter writer)
{
    private static readonly ArrayPool<byte> s_arrays = ArrayPool<byte>.Create();
    public byte[] Data { get; private set; } = [];
    private readonly Dictionary<int, ByteLease> _byId = [];
    private readonly Stack<ByteLease> _stack = new();
    private event EventHandler<ReadOnlyMemory<byte>>? Received;
    private Memory<byte> _view;
    private ByteLease _held;
    private static readonly ConditionalWeakTable<object, object> s_table = new();

    public void B1() { var l = pool.RentZeroed(10); int n = l.Checksum; l.Return(); Data = new byte[n]; }
    public int B2() => pool.Borrow(10, static m => m.Span[0]);
    public void B3() { var l = pool.Rent(10); l.FillWith(4); l.ReturnQuietly(); }
    public void B4() { using var box = new Box(pool, 3); box.Memory.Span.Clear(); }
    public void B5() { using var owned = new Owned(pool.Rent(4)); owned.Span.Clear(); }
    public void B6() { var c = new Cursor(pool.Rent(4)); try { c.Next(); } finally { c.Dispose(); } }
    public void B7(int id) { var l = pool.Rent(5); if (!_byId.TryAdd(id, l)) l.Return(); }
    public void B8(int id) { if (_byId.Remove(id, out var l)) l.Return(); }
    public void B9(int id) { _byId[id] = pool.Rent(4); _byId[id].Span.Clear(); }
    public void B10() { _held = pool.Rent(4); _view = _held.Memory; }
    public void B11() { _view = default; _held.Return(); }
    public async Task B12() { var result = await reader.ReadAsync(); using var l = pool.Rent((int)result.Buffer.Length); result.Buffer.CopyTo(l.Span); reader.AdvanceTo(result.Buffer.End); await writer.WriteAsync(l.Memory); }
    public void B13() { using var l = pool.Rent(4); Received?.Invoke(this, l.Memory); }
    public void B14() { using var l = pool.Rent(32); SHA256.HashData("x"u8, l.Span); Data = l.Span.ToArray(); }
    public T? B15<T>(Stream s) { using var l = pool.Rent(100); int n = s.Read(l.Span); return JsonSerializer.Deserialize<T>(l.Span[..n]); }
    public int B16() { using var l = pool.Rent(100); using var doc = JsonDocument.Parse(l.Memory); return doc.RootElement.GetProperty("a").GetInt32(); }
    public JsonElement B17() { using var l = pool.Rent(100); using var doc = JsonDocument.Parse(l.Memory); return doc.RootElement.Clone(); }
    public void B18() { using PooledStream s = new(pool); s.WriteByte(1); foreach (var m in s.GetReadOnlySequence()) Data = m.ToArray(); }
    public byte[] B19() { using PooledStream s = new(pool); using (var z = new GZipStream(s, CompressionLevel.Fastest, leaveOpen: true)) z.Write("abc"u8); return s.ToArray(); }
    public void B20() { using var w = new PooledBufferWriter(pool); using (var j = new Utf8JsonWriter(w)) { j.WriteStartObject(); j.WriteEndObject(); } Data = w.WrittenSpan.ToArray(); }
    public async Task B21(Stream to) { using var w = new PooledBufferWriter(pool); w.Write("a"u8); foreach (var part in w.WrittenSequence) await to.WriteAsync(part); }
    public IMemoryOwner<byte> B22(int n) { var l = pool.Rent(n * 2); int used = l.Span.IndexOf((byte)0); return l.ToMemoryOwner(used); }
    public IMemoryOwner<byte> B23() { using var w = new PooledBufferWriter(pool); w.Write("a"u8); return w.DetachBuffer(); }
    public ByteLease B24() { using var s = new PooledStream(pool); s.WriteByte(1); return s.CopyToLease(); }
    public int B25() { var q = pool.RentSequence(10_000); try { int n = 0; foreach (var m in q.Sequence) n += m.Length; return n; } finally { q.Return(); } }
    public long B26() { using var q = pool.RentSequence(10); var r = new SequenceReader<byte>(q.Sequence); r.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n'); return line.Length; }
    public void B27() { using Allocator a = pool.CreateAllocator(); for (int i = 1; i < 10; i++) { a.Allocate(i).Span.Clear(); a.Return(); } }
    public void B28() { var a = pool.Allocate(10); a.Span.Clear(); a.Return(); var m = a.Allocate(20); m.Span.Clear(); a.Return(); }
    public int B29() { byte[] a = s_arrays.Rent(10); try { return a[0] + a.Length; } finally { s_arrays.Return(a); } }
    public void B30(int n) { byte[]? rented = null; Span<byte> s = n <= 128 ? stackalloc byte[128] : (rented = s_arrays.Rent(n)); s.Clear(); if (rented is not null) s_arrays.Return(rented); }
    public byte[] B31(int n) { byte[] a = s_arrays.Rent(n); int len = a.Length; s_arrays.Return(a); return new byte[len]; }
    public void B32(int n) { byte[] a = s_arrays.Rent(n); for (int i = 0; i < 3; i++) { if (a.Length < n * i) { byte[] old = a; a = s_arrays.Rent(n * i); old.CopyTo(a, 0); s_arrays.Return(old); } } s_arrays.Return(a); }
    public async Task B33(Stream s) { byte[] a = s_arrays.Rent(10); try { int n; while ((n = await s.ReadAsync(a)) != 0) Data = a[..n]; } finally { s_arrays.Return(a, clearArray: true); } }
    public char[] B34(int n) { char[] c = ArrayPool<char>.Shared.Rent(n); try { return c.AsSpan(0, n).ToArray(); } finally { ArrayPool<char>.Shared.Return(c); } }
    public void B35() { using IMemoryOwner<byte> o = MemoryPool<byte>.Shared.Rent(10); o.Memory.Span.Clear(); }
    public async Task B36(Stream s) { using var o = pool.AsMemoryPool().Rent(10); int n = await s.ReadAsync(o.Memory); Data = o.Memory[..n].ToArray(); }
    public int B37() { using var l = pool.Rent(10); ref int i = ref Unsafe.As<byte, int>(ref l.Span[0]); i = 4; return i; }
    public int B38() { using var l = pool.Rent(10); return MemoryMarshal.Read<int>(l.Span); }
    public int B39() { using var l = pool.Rent(40); Span<int> ints = MemoryMarshal.Cast<byte, int>(l.Span); ints.Sort(); return ints[0]; }
    public unsafe int B40() { using var l = pool.Rent(40); fixed (byte* p = l.Span) return *p; }
    public unsafe int B41() { using var l = pool.Rent(40); using MemoryHandle h = l.Memory.Pin(); return *(byte*)h.Pointer; }
    public List<string> B42() { using var l = pool.Rent(40); List<string> names = []; foreach (Range r in l.Span.Split((byte)',')) names.Add(Encoding.ASCII.GetString(l.Span[r])); return names; }
    public int[] B43() { using var l = pool.Rent(40); var m = l.Memory; return [.. Enumerable.Range(0, 4).Select(i => (int)m.Span[i])]; }
    public int B44() { using var l = pool.Rent(40); var m = l.Memory; return Enumerable.Range(0, 4).Sum(i => m.Span[i]); }
    public void B45() { using var l = pool.Rent(40); var m = l.Memory; Parallel.For(0, 40, i => m.Span[i] = (byte)i); }
    public async Task B46() { using var l = pool.Rent(40); var m = l.Memory; await Task.Run(() => m.Span.Clear()); }
    public async Task B47() { using var l = pool.Rent(40); var m = l.Memory; await Parallel.ForEachAsync([1, 2], (i, _) => { m.Span[i] = 1; return ValueTask.CompletedTask; }); }
    public void B48() { ByteLease a = pool.Rent(1), b = pool.Rent(2); (a, b) = (b, a); a.Return(); b.Return(); }
    public void B49() { Span<ByteLease> all = new ByteLease[3]; for (int i = 0; i < 3; i++) all[i] = pool.Rent(i + 1); foreach (var l in all) l.Return(); }
    public void B50() { List<ByteLease> all = [pool.Rent(1), pool.Rent(2)]; try { all[0].Span.CopyTo(all[1].Span); } finally { all.ForEach(static l => l.Return()); } }
    public void B51() { ByteLease l = default; try { l = pool.Rent(10); l.Span.Clear(); } finally { l.Dispose(); } }
    public void B52() { ByteLease? l = null; try { l = pool.Rent(10); l.Value.Span.Clear(); } finally { l?.Dispose(); } }
    public void B53(bool b) { var l = pool.Rent(10); try { if (b) throw new InvalidOperationException(); l.Span.Clear(); } catch (InvalidOperationException) { } finally { l.Return(); } }
    public string B54(Kind2 k) { var l = pool.Rent(10); string r = k switch { Kind2.A => "a", Kind2.B => Encoding.ASCII.GetString(l.Span), _ => throw new System.Diagnostics.UnreachableException() }; l.Return(); return r; }
    public void B55([DoesNotReturnIf(false)] bool ok) { var l = pool.Rent(10); if (!ok) { l.Return(); throw new ArgumentException(nameof(ok)); } l.Span.Clear(); l.Return(); }
    public void B56() { var l = pool.Rent(1); using (l) { l.Span.Clear(); } if (!l.IsReturned) throw new InvalidOperationException(); }
    public int B57() { var l = pool.Rent(10); int n = l.Length; l.Return(); return n; }
    public bool B58(ByteLease other) { var l = pool.Rent(10); l.Return(); return l == other || l.GetHashCode() == 3; }
    public void B59(object key) { var l = pool.Rent(10); s_table.Add(key, l); }
    public object B60() { object o = pool.Rent(10); return o; }
    public IDisposable B61() { IDisposable d = pool.Rent(10); return d; }
    public Func<int> B62() { var l = pool.Rent(10); return () => { using (l) return l.Length; }; }
    public Lazy<ByteLease> B63() => new(() => pool.Rent(10));
    public ByteLease B64 => pool.Rent(12);
    public ByteLease this[int n] => pool.Rent(n);
    public static ByteLease operator +(Various v, int n) => v[n];
    public void B65() { for (; ; ) { var l = pool.Rent(1); if (l.Span[0] == 0) { l.Return(); break; } l.Return(); } }
    public void B66() { var l = pool.Rent(1); do { l.Span[0]++; } while (l.Span[0] < 10); l.Return(); }
    public void B67(string[] args) { foreach (var a in args) { var l = pool.Rent(a.Length); if (a is []) { l.Return(); continue; } l.Span.Clear(); l.Return(); } }
    public void B68() { var l = pool.Rent(1); checked { l.Span[0] += 1; } unchecked { l.Span[0] -= 1; } l.Return(); }
    public void B69() { scoped Span<byte> s; var l = pool.Rent(1); s = l.Span; s.Clear(); l.Return(); s = []; s.Clear(); }
    public void B70() { Memory<byte> m; using (var l = pool.Rent(1)) { m = l.Memory; m.Span.Clear(); } m = new byte[3]; m.Span.Clear(); }
    public ReadOnlySpan<byte> B71(Span<byte> to) { using var l = pool.Rent(4); l.Span.CopyTo(to); return to[..4]; }
    public int B72() { using var l = pool.Rent(4); Span<byte> t = l.Span; return t switch { [] => 0, [var a] => a, [var a, .., var z] => a + z }; }
    public void B73(params ReadOnlySpan<int> sizes) { foreach (int n in sizes) { using var l = pool.Rent(n); l.Span.Clear(); } }
    public void B74(bool x) { var l = pool.Rent(4); if (x) { l.Return(); } else { l.Return(); } }
    public void B75(int n) { ByteLease l; if (n < 3) l = pool.Rent(3); else if (n < 5) l = pool.Rent(5); else return; l.Return(); }
    public void B76(IReadOnlyList<int> xs) { var l = pool.Rent(4); try { foreach (int x in xs) { if (x < 0) return; l.Span[0] = (byte)x; } } finally { l.Return(); } }
    public void B77() { var s = new PooledStream(pool); try { s.WriteByte(3); } finally { s.Dispose(); } if (s.CanRead) throw new InvalidOperationException(); }
    public void B78() { var l = pool.Rent(4); Action a = () => { }; a += l.Return; a(); }
    public void B79() { var l = pool.Rent(4); AppDomain.CurrentDomain.ProcessExit += (_, _) => l.Return(); }
    public void B80() { using var cts = new CancellationTokenSource(); var l = pool.Rent(4); cts.Token.Register(static s => ((ByteLease)s!).Dispose(), l); }
}
public enum Kind2 { A, B }
