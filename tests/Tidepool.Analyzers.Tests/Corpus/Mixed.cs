using Tidepool; using System.Buffers; using System.Collections.Concurrent; using System.Collections.Immutable; using System.IO.Pipelines; using System.Net.Sockets; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Text; using System.Text.Json; using System.Threading.Channels;
namespace Corpus;
// Streams in fields, local functions with leases, flags and copies of values, what objects and collections get: all correct.
public sealed class Mixed(BytePool pool, ArrayPool<byte> arrays, Stream wire)
{
    private ByteLease _slot; private readonly PooledStream _log = new(pool); private PooledStream? _current; private readonly PooledBufferWriter _writer = new(pool); private int _state; private readonly Queue<int> _queue = new(); private object? _box; private ImmutableList<byte[]> _copies = [];
    public void I01() { _current?.Dispose(); _current = new PooledStream(pool); _current.WriteByte(1); }
    public void I02() { _log.SetLength(0); _log.WriteByte(1); wire.Write(_log.ToArray()); }
    public void I03() { if (_current is { } s) { s.Dispose(); _current = null; } _log.WriteByte(1); }
    public void I04() { _writer.Clear(); _writer.Write("x"u8); wire.Write(_writer.WrittenSpan); }
    public void Dispose() { _log.Dispose(); _writer.Dispose(); _current?.Dispose(); _log.Dispose(); }
    public int I05(int n) { var l = pool.Rent(n); int r; Read(); Free(); return r; void Read() => r = l.Span[0]; void Free() => l.Return(); }
    public int I06(int n) { ByteLease l = pool.Rent(n); int total = 0; for (int i = 0; i < n; i++) { Add(); } l.Return(); return total; void Add() { total += l.Span[0]; } }
    public int I07(int n) { ByteLease l = default; Open(); int r = l.Span[0]; l.Return(); return r; void Open() { l = pool.Rent(n); } }
    public int I08(int n) { ByteLease l = pool.Rent(n); Grow(); int r = l.Length; l.Return(); return r; void Grow() { var larger = pool.Rent(l.Length * 2); l.Span.CopyTo(larger.Span); l.Return(); l = larger; } }
    public async Task I09() { var l = pool.Rent(4); try { await Send(); await Send(); } finally { l.Return(); } async Task Send() => await wire.WriteAsync(l.Memory); }
    public Task I10() { var l = pool.Rent(4); return Send(); async Task Send() { try { await wire.WriteAsync(l.Memory); } finally { l.Return(); } } }
    public Task I11() { var l = pool.Rent(4); return Send(l); async Task Send(ByteLease lease) { using (lease) { await wire.WriteAsync(lease.Memory); } } }
    public async Task I12() { using var l = pool.Rent(4); Task t = Send(); try { await wire.FlushAsync(); } finally { await t; } async Task Send() { await wire.WriteAsync(l.Memory); } }
    public void I13() { using var l = pool.Rent(4); Send().GetAwaiter().GetResult(); async Task Send() { await wire.WriteAsync(l.Memory); } }
    public void I14() { using var l = pool.Rent(4); Task t = Send(); t.Wait(); async Task Send() { await wire.WriteAsync(l.Memory); } }
    private bool TryTwo(out ByteLease a, out ByteLease b) { a = pool.Rent(1); if (!pool.TryRent(2, out b)) { a.Return(); a = default; return false; } return true; }
    public void I15() { if (TryTwo(out var a, out var b)) { a.Span.CopyTo(b.Span); a.Return(); b.Return(); } }
    public void I16() { if (!TryTwo(out var a, out var b)) return; using (a) using (b) a.Span.CopyTo(b.Span); }
    private bool TryHeader(out ByteLease lease, out int length) { lease = pool.Rent(4); length = wire.Read(lease.Span); if (length == 4) { return true; } lease.Dispose(); lease = default; return false; }
    public int I17() { while (TryHeader(out var l, out int n)) { int r = l.Span[n - 1]; l.Return(); if (r > 3) return r; } return 0; }
    public int I18() { ByteLease l; int n; if (!TryHeader(out l, out n)) { return n; } try { return l.Span[0]; } finally { l.Return(); } }
    public int I19(Dictionary<int, int> d, int k) { ByteLease l = default; if (d.ContainsKey(k)) l = pool.Rent(1); d[k] = 3; if (l != default) l.Return(); return 0; }
    public int I20() { ByteLease l = default; if (_queue.Count > 4) l = pool.Rent(1); while (_queue.Count > 0) { if (_queue.Dequeue() == 3) break; } l.Dispose(); return 0; }
    public int I21(int[] all) { byte[]? b = all.Length > 10 ? arrays.Rent(all.Length) : null; int s = 0; for (int i = 0; i < all.Length; i++) { s += all[i]; if (b != null) b[i] = 1; } if (all.Length > 10) arrays.Return(b!); return s; }
    public int I22(string s) { ByteLease l = default; int count = s.Length; if (count > 10) l = pool.Rent(count); int r = 0; foreach (char c in s) r += c; if (s.Length > 10) l.Return(); return r; }
    public int I23(int n) { int size = n; bool big = size > 10; ByteLease l = default; if (big) l = pool.Rent(size); if (n > 10) l.Return(); return 0; }
    public int I24(IReadOnlyDictionary<string, string> h) { ByteLease l = default; if (h["x"] == "y") l = pool.Rent(1); if (h["x"] == "y") l.Return(); return 0; }
    public int I25(Type t) { ByteLease l = default; if (t == typeof(byte[])) l = pool.Rent(1); if (t == typeof(byte[])) l.Return(); return 0; }
    public int I26(Enum e) { ByteLease l = default; if (e.HasFlag(FileAccess.Read)) l = pool.Rent(1); if (e.HasFlag(FileAccess.Read)) l.Return(); return 0; }
    public int I27() { ByteLease l = default; if (Volatile.Read(ref _state) == 1) l = pool.Rent(1); bool has = l != default; if (has) l.Return(); return 0; }
    public (ByteLease, bool) I28(int n) { var l = pool.Rent(n); return (l, true); }
    public void I29(int n) { var (l, ok) = I28(n); if (ok) l.Return(); }
    public int I30(int n) { (ByteLease? l, int size) = n > 3 ? (pool.Rent(n), n) : ((ByteLease?)null, 0); int r = size; l?.Return(); return r; }
    public int I31(int n) { bool a = n > 3, b = n > 5; ByteLease l = default; if (a) l = pool.Rent(n); if (a ^ b) { l.Return(); return 1; } if (a) l.Return(); return 0; }
    public void I32() { var l = pool.Rent(3); var copy = ImmutableArray.Create(l.Span[0], l.Span[1]); l.Return(); Console.WriteLine(copy.Length); }
    public void I33() { var l = pool.Rent(3); _copies = _copies.Add(l.Span.ToArray()); l.Return(); }
    public IEnumerable<byte[]> I34() { using var l = pool.Rent(3); return Enumerable.Repeat(l.Span.ToArray(), 3); }
    public void I35() { var l = pool.Rent(3); var t = new Timer(static s => ((IDisposable)s!).Dispose(), l, 100, -1); GC.KeepAlive(t); }
    public async Task I36(CancellationToken token) { var l = pool.Rent(3); var done = new TaskCompletionSource(); using (token.UnsafeRegister(static s => ((TaskCompletionSource)s!).TrySetCanceled(), done)) { await wire.WriteAsync(l.Memory, token); } l.Return(); }
    public void I37() { Volatile.Write(ref _box, new { Length = 3 }); using var l = pool.Rent(3); Interlocked.Exchange(ref _box, l.Span.ToArray()); }
    public async Task I38(Node n) { using var l = pool.Rent(3); n.Lease = l; await n.RunAsync(); n.Lease = default; }
    public async Task I39(Node n) { var l = pool.Rent(3); n.Lease = l; try { await n.RunAsync(); } finally { l.Return(); } }
    public void I40(Node n) { var l = pool.Rent(3); n.Lease = l; n.Dispose(); }
    public void I41(Node n) { var l = pool.Rent(3); try { n.Lease = l; } catch { l.Return(); throw; } }
    public bool I42(Node n) { var l = pool.Rent(3); n.Lease = l; if (!n.Start()) { n.Lease = default; l.Return(); return false; } return true; }
    public bool I43(Node n) { var l = pool.Rent(3); n.Lease = l; if (wire.CanRead) return true; l.Return(); return false; }
    public sealed class Node : IDisposable { public ByteLease Lease { get; set; } public Task RunAsync() => Task.CompletedTask; public bool Start() => true; public void Dispose() => Lease.Dispose(); }
    public void I44(SocketAsyncEventArgs e) { var b = arrays.Rent(3); e.SetBuffer(b, 0, 3); e.UserToken = b; }
    public void I45(SocketAsyncEventArgs e) { var b = (byte[])e.UserToken!; e.SetBuffer(null, 0, 0); e.UserToken = null; arrays.Return(b); }
    public void I46() { byte[] b = arrays.Rent(3); try { Use(); } finally { arrays.Return(b); } void Use() => wire.Write(b, 0, 3); }
    public int I47() { byte[] b = arrays.Rent(3); Free(); return 1; void Free() => arrays.Return(b); }
    public ByteLease I48() { var l = pool.Rent(3); Fill(); return l; void Fill() => l.Span.Clear(); }
    public void I49() { ByteLease l = pool.Rent(3); Finish(); l = pool.Rent(4); Finish(); void Finish() { wire.Write(l.Span); l.Return(); } }
    public void I50() { ByteLease l = pool.Rent(3); Finish(); Finish(); void Finish() { l.Dispose(); } }
}
