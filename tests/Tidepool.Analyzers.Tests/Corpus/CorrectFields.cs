using Tidepool; using System.Buffers; using System.Buffers.Binary; using System.IO.Pipelines; using System.Net; using System.Net.Sockets; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Text; using System.Text.Json; using System.Threading.Channels; using System.Collections.Concurrent; using System.Diagnostics.CodeAnalysis; using System.Security.Cryptography; using System.IO.Compression; using System.Collections.Immutable; using System.Diagnostics;
namespace Corpus;
// Leases and arrays in fields, and work with arrays: all correct.
public sealed class FieldUsers(BytePool pool, ArrayPool<byte> arrays, Stream stream) : IDisposable
{
    private ByteLease _lease; private readonly ByteLease _fixed = pool.Rent(3); private byte[] _array = []; private byte[]? _maybe; private readonly Allocator _allocator = pool.CreateAllocator(); private PooledStream? _stream = new(pool); private static byte[]? s_cached; private volatile byte[]? _volatile; private int _count; private IMemoryOwner<byte>? _owner; private SequenceLease? _sequence; private bool _disposed; private readonly Lock _lock = new(); private ByteLease Prop { get; set; } private Memory<byte> _view; private Task _last = Task.CompletedTask;
    public void F1() { _lease.Return(); _lease = pool.Rent(3); _lease.Span.Clear(); }
    public void F2() { _lease.Return(); Renew(); _lease.Span.Clear(); }
    private void Renew() => _lease = pool.Rent(4);
    public async Task F3() { _lease.Return(); await Task.Yield(); _lease.Span.Clear(); }
    public void F4() { _lease.Dispose(); _lease.Dispose(); }
    public void F5() { if (!_lease.IsReturned) _lease.Return(); if (!_lease.IsReturned) _lease.Return(); }
    public void F6() { _lease.Return(); _lease = default; _lease.Dispose(); }
    public void Dispose() { if (_disposed) return; _disposed = true; _lease.Dispose(); _fixed.Dispose(); _allocator.Dispose(); _stream?.Dispose(); _stream = null; if (_maybe is not null) { arrays.Return(_maybe); _maybe = null; } }
    public void F7() { var l = pool.Rent(3); _lease = l; l.Span.Clear(); }
    public void F8() { _allocator.Return(); _allocator.Allocate(4).Span.Clear(); }
    public void F9() { _allocator.Return(); Fill(); _allocator.Span.Clear(); }
    private void Fill() => _allocator.Allocate(3);
    public void F10(ReadOnlySpan<byte> d) { if (_lease.Length < d.Length) { _lease.Return(); _lease = pool.Rent(d.Length); } d.CopyTo(_lease.Span); }
    public void F11() { var old = _lease; _lease = pool.Rent(4); old.Span.CopyTo(_lease.Span); old.Return(); }
    public void F12() { (var old, _lease) = (_lease, pool.Rent(4)); old.Return(); _lease.Span.Clear(); }
    public void F13() { ByteLease old; lock (_lock) { old = _lease; _lease = default; } old.Dispose(); }
    public void F14() { arrays.Return(_array); _array = arrays.Rent(4); _array[0] = 1; }
    public void F15() { byte[] old = _array; _array = arrays.Rent(4); old.CopyTo(_array, 0); arrays.Return(old); }
    public void F16() { byte[]? a = Interlocked.Exchange(ref s_cached, null) ?? arrays.Rent(4); a[0] = 1; if (Interlocked.CompareExchange(ref s_cached, a, null) != null) arrays.Return(a); }
    public void F17() { if (_maybe is { } m) { _maybe = null; arrays.Return(m); } }
    public void F18() { arrays.Return(_array, clearArray: true); _array = Array.Empty<byte>(); _count = _array.Length; }
    public void F19() { if (_volatile is not null) { arrays.Return(_volatile); } _volatile = null; }
    public void F20() { _lease = pool.Rent(3); stream.Write(_lease.Span); _lease.Return(); }
    public void F21() { var l = pool.Rent(3); _lease = l; stream.Write(_lease.Span); _lease.Return(); }
    public void F22() { Prop.Return(); Prop = pool.Rent(4); Prop.Span.Clear(); }
    public void F23() { _stream?.Dispose(); _stream = new(pool); _stream.WriteByte(1); }
    public void F24() { _stream!.Dispose(); Reset(); _stream.WriteByte(1); }
    [MemberNotNull(nameof(_stream))] private void Reset() => _stream = new(pool);
    public void F25() { _owner?.Dispose(); _owner = pool.AsMemoryPool().Rent(4); _owner.Memory.Span.Clear(); }
    public void F26() { _sequence?.Return(); _sequence = pool.RentSequence(4); _view = default; }
    public void F27(FieldUsers other) { _lease.Return(); other._lease.Span.Clear(); }
    public void F28(FieldUsers other) { other._lease.Return(); _lease.Span.Clear(); }
    public void F29() { foreach (int n in new[] { 1, 2 }) { _lease.Return(); _lease = pool.Rent(n); } }
    public void F30() { for (int i = 0; i < 3; i++) { if (_count > i) { _lease.Return(); _lease = default; break; } } }
    public bool F31() { try { stream.Write(_lease.Span); return true; } catch (IOException) { return false; } finally { _lease.Return(); _lease = default; } }
    public void F32() { _view = _lease.Memory; stream.Write(_view.Span); _view = default; _lease.Return(); }
    public void F33(Action a) { _lease.Return(); a(); _lease.Span.Clear(); }
    public void F34() { _lease.Return(); stream.Flush(); _lease = pool.Rent(1); }
    public IEnumerable<int> F35() { _lease.Return(); yield return 1; yield return _lease.Span[0]; }
    public void F36() { _lease.Return(); LocalRenew(); _lease.Span.Clear(); void LocalRenew() => _lease = pool.Rent(3); }
    public void F37(ref byte[] a) { arrays.Return(a); Rent(ref a); a[0] = 1; }
    private void Rent(ref byte[] a) => a = arrays.Rent(3);
    public void F38(byte[] a, bool rented) { a[0] = 1; if (rented) arrays.Return(a); }
    public byte F39(byte[] a, bool rented) { if (rented) { byte r = a[0]; arrays.Return(a); return r; } return a[0]; }
    public void F40(List<byte[]> all) { foreach (byte[] a in all) { a[0] = 1; arrays.Return(a); } all.Clear(); }
    public void F41(byte[][] all) { for (int i = 0; i < all.Length; i++) { arrays.Return(all[i]); all[i] = arrays.Rent(3); all[i][0] = 1; } }
    public void F42(byte[] a) { try { a[0] = 1; } finally { arrays.Return(a); } }
    public int F43(byte[] a) { arrays.Return(a); return a.Length; }
    public void F44(byte[] a) { lock (a) { a[0] = 1; } arrays.Return(a); }
    public void F45(byte[]? a) { if (a is null) a = arrays.Rent(3); a[0] = 1; arrays.Return(a); }
    public void F46(byte[] a, int n) { while (n-- > 0) { byte[] b = arrays.Rent(a.Length * 2); a.CopyTo(b, 0); arrays.Return(a); a = b; } arrays.Return(a); }
    public async Task F47(byte[] a) { await stream.WriteAsync(a); arrays.Return(a); }
    public Task F48(byte[] a) { var t = stream.WriteAsync(a, 0, 3); return t.ContinueWith(_ => arrays.Return(a)); }
    public async Task F49() { Task previous = _last; byte[] a = arrays.Rent(3); _last = stream.WriteAsync(a, 0, 3); await previous; await _last; arrays.Return(a); }
    public async Task F50() { byte[] a = arrays.Rent(3); var tasks = new Task[2]; tasks[0] = stream.WriteAsync(a, 0, 1); tasks[1] = stream.WriteAsync(a, 1, 1); await Task.WhenAll(tasks); arrays.Return(a); }
    public async Task F51() { byte[] a = arrays.Rent(3); await using var ms = new MemoryStream(a); ms.WriteByte(1); arrays.Return(a); }
    public long F52() { byte[] a = arrays.Rent(3); var ms = new MemoryStream(a); ms.WriteByte(1); arrays.Return(a); return ms.Position + ms.Length; }
    public Stream F53() { byte[] a = arrays.Rent(3); return new MemoryStream(a, 0, 3, false, true); }
    public int F54() { byte[] a = arrays.Rent(3); var q = a.Take(2).Select(b => b + 1); int s = q.Sum(); arrays.Return(a); return s; }
    public List<byte> F55() { byte[] a = arrays.Rent(3); var q = a.Where(b => b > 1).ToList(); arrays.Return(a); return q; }
    public void F56() { byte[] a = arrays.Rent(3); try { Parallel.For(0, 3, i => a[i] = 1); } finally { arrays.Return(a); } }
    public async Task F57() { byte[] a = arrays.Rent(3); try { await Task.WhenAll(Enumerable.Range(0, 3).Select(i => Task.Run(() => a[i] = 1))); } finally { arrays.Return(a); } }
    public void F58() { byte[] a = arrays.Rent(3); var t = new Thread(() => a[0] = 1); t.Start(); t.Join(); arrays.Return(a); }
    public void F59() { byte[] a = arrays.Rent(3); Action act = () => a[0] = 1; act(); arrays.Return(a); }
    public Action F60() { byte[] a = arrays.Rent(3); return () => { a[0] = 1; arrays.Return(a); }; }
    public unsafe void F61() { byte[] a = arrays.Rent(3); fixed (byte* p = a) { Native(p); } arrays.Return(a); }
    private static unsafe void Native(byte* p) => *p = 1;
    public unsafe void F62(bool x) { byte[]? a = x ? arrays.Rent(3) : null; fixed (byte* p = a) { if (p != null) *p = 1; } if (a is not null) arrays.Return(a); }
    public (byte[] Array, int Length) F63() { byte[] a = arrays.Rent(3); return (a, 3); }
    public ArraySegment<byte> F64(bool x) { byte[] a = arrays.Rent(3); if (x) return new(a, 0, 3); arrays.Return(a); return default; }
    public void F65() { byte[] a = arrays.Rent(3); _array = a; try { Work(); } finally { _array = []; arrays.Return(a); } }
    public void F66() { byte[] a = arrays.Rent(3); _array = a; Work(); arrays.Return(a); }
    private void Work() => _array[0] = 1;
    public void F67(bool fail) { byte[] a = arrays.Rent(3); _array = a; if (fail) { arrays.Return(a); _array = []; } }
    public void F68(Queue<byte[]> q) { byte[] a = arrays.Rent(3); q.Enqueue(a); if (q.Count > 10) arrays.Return(q.Dequeue()); }
    public void F69(ConcurrentBag<byte[]> bag) { if (bag.TryTake(out byte[]? a)) { a[0] = 1; arrays.Return(a); } }
    public static IEnumerable<int> Numbers(ReadOnlyMemory<byte> m) { for (int i = 0; i < m.Length; i++) yield return m.Span[i]; }
    public int F70() { using var l = pool.Rent(3); int s = 0; foreach (int n in Numbers(l.Memory)) s += n; return s; }
    public List<int> F71() { using var l = pool.Rent(3); return Numbers(l.Memory).ToList(); }
    public int[] F72() { using var l = pool.Rent(3); return [.. Numbers(l.Memory).Where(static n => n > 1)]; }
    public IEnumerable<int> F73() { using var l = pool.Rent(3); foreach (int n in Numbers(l.Memory)) yield return n; }
    public IMemoryOwner<byte> F74(int n) { var l = pool.Rent(n); try { stream.ReadExactly(l.Span); return l.ToMemoryOwner(); } catch { l.Return(); throw; } }
    public IMemoryOwner<byte> F75(int n) { using var l = pool.Rent(n); l.Span.Clear(); return l.ToMemoryOwner(); }
    public int F76(int n) { var l = pool.Rent(n); var m = l.Memory; using var o = l.ToMemoryOwner(); return m.Span[0] + o.Memory.Length; }
    public void F77() { var l = pool.Rent(3); if (l is { Length: > 2, IsReturned: false }) l.Span.Clear(); l.Return(); if (l is { IsReturned: true }) _count++; }
    public sealed class Wrapper(Memory<byte> m) : IDisposable { public byte First => m.Span[0]; public void Dispose() => m = default; }
    public byte F78() { using var l = pool.Rent(3); using var w = new Wrapper(l.Memory); return w.First; }
    public sealed class Sized(Memory<byte> m) { public int Size { get; } = m.Length; }
    public Sized F79() { using var l = pool.Rent(3); return new Sized(l.Memory); }
    public sealed class Copier(ReadOnlySpan<byte> m) { private readonly byte[] _b = m.ToArray(); public int Size => _b.Length; }
    public Copier F80() { using var l = pool.Rent(3); return new Copier(l.Span); }
    public sealed class Based(Memory<byte> m) : BasedOn(m.ToArray()) { public int Both => First; } public class BasedOn(byte[] b) { public int First => b[0]; }
    public Based F81() { using var l = pool.Rent(3); return new Based(l.Memory); }
}
