using Tidepool; using System.Buffers; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Text;
namespace Corpus;
// Parameters of primary constructors, builders, pools of one's own and base classes: all correct.
public sealed class Primary(BytePool pool, ByteLease lease, ByteLease? spare, byte[] array, PooledStream stream)
{
    public void P1() { lease.Return(); lease = pool.Rent(8); }
    public void P2() { lease = pool.Rent(8); lease.Span.Clear(); }
    public void P3() { lease.Return(); P1(); lease.Span.Clear(); }
    public async Task P4() { lease.Return(); await Task.Yield(); lease.Span.Clear(); }
    public void P5() { if (pool.TryRent(4, out lease)) lease.Span.Clear(); }
    public void P6() { spare ??= pool.Rent(4); spare.Value.Span.Clear(); }
    public void P7() { ArrayPool<byte>.Shared.Return(array); array = ArrayPool<byte>.Shared.Rent(4); array[0] = 1; }
    public void P8() { array = ArrayPool<byte>.Shared.Rent(4); array[0] = 1; }
    public void P9() { ArrayPool<byte>.Shared.Return(array); P8(); array[0] = 1; }
    public void P10() { stream.Dispose(); stream = new(pool); stream.WriteByte(1); }
    public void P11() { (lease, var old) = (pool.Rent(4), lease); old.Return(); }
    public Action P12() => () => { lease.Return(); lease = pool.Rent(3); };
    public void P13() { void Grow() { lease.Return(); lease = pool.Rent(9); } Grow(); lease.Span.Clear(); }
}
public ref struct Builder
{
    private byte[]? _rented; private Span<byte> _bytes; private int _pos;
    public Builder(Span<byte> initial) { _rented = null; _bytes = initial; _pos = 0; }
    public void Append(byte b) { if (_pos == _bytes.Length) Grow(1); _bytes[_pos++] = b; }
    private void Grow(int more) { byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_pos + more, _bytes.Length * 2)); _bytes[.._pos].CopyTo(larger); byte[]? toReturn = _rented; _bytes = _rented = larger; if (toReturn != null) ArrayPool<byte>.Shared.Return(toReturn); }
    private void Grow2(int more) { byte[] larger = ArrayPool<byte>.Shared.Rent(_pos + more); _bytes[.._pos].CopyTo(larger); if (_rented is not null) ArrayPool<byte>.Shared.Return(_rented); _rented = larger; _bytes = larger; }
    public void Dispose() { byte[]? toReturn = _rented; this = default; if (toReturn != null) ArrayPool<byte>.Shared.Return(toReturn); }
    public override string ToString() { string s = Encoding.ASCII.GetString(_bytes[.._pos]); Dispose(); return s; }
}
public struct LeaseBuilder(BytePool pool) : IDisposable
{
    private ByteLease _lease; private int _pos; private readonly BytePool _pool = pool;
    public void Append(ReadOnlySpan<byte> s) { if (_pos + s.Length > _lease.Capacity0()) { ByteLease larger = _pool.Rent((_pos + s.Length) * 2); if (_pos > 0) _lease.Span[.._pos].CopyTo(larger.Span); _lease.Dispose(); _lease = larger; } s.CopyTo(_lease.Span[_pos..]); _pos += s.Length; }
    public ByteLease Detach() { ByteLease l = _lease; this = default; return l; }
    public void Dispose() { _lease.Dispose(); this = default; }
    public void Reset() { _lease.Return(); this = new LeaseBuilder(_pool); _lease = _pool.Rent(3); _lease.Span.Clear(); }
}
public static class Ext { public static int Capacity0(this ByteLease l) => l.IsReturned ? 0 : l.Length; }
public sealed class OwnPool { private readonly Stack<byte[]> _all = []; public byte[] Rent() => _all.TryPop(out byte[]? a) ? a : new byte[9]; public void Return(byte[] a) { Array.Clear(a); _all.Push(a); } public static void Use(OwnPool p) { byte[] a = p.Rent(); a[0] = 1; p.Return(a); a.AsSpan().Clear(); } }
public sealed class Counting(ArrayPool<byte> inner) : ArrayPool<byte>
{
    private long _bytes; private readonly HashSet<byte[]> _out = [];
    public override byte[] Rent(int n) { byte[] a = inner.Rent(n); Interlocked.Add(ref _bytes, a.Length); lock (_out) _out.Add(a); return a; }
    public override void Return(byte[] a, bool clear = false) { lock (_out) { if (!_out.Remove(a)) throw new InvalidOperationException(); } inner.Return(a, clear); Interlocked.Add(ref _bytes, -a.Length); }
}
public class Base(BytePool pool) { protected ByteLease _lease = pool.Rent(4); protected byte[] _array = ArrayPool<byte>.Shared.Rent(4); protected virtual void Refill() { _lease = pool.Rent(4); _array = ArrayPool<byte>.Shared.Rent(4); } protected ByteLease Current { get { if (_lease.IsReturned) Refill(); return _lease; } } }
public sealed class Derived(BytePool pool) : Base(pool)
{
    public void D1() { _lease.Return(); Refill(); _lease.Span.Clear(); }
    public void D2() { _lease.Return(); base.Refill(); _lease.Span.Clear(); }
    public void D3() { _lease.Return(); Console.WriteLine(Current.Length); _lease.Span.Clear(); }
    public void D4() { ArrayPool<byte>.Shared.Return(_array); Refill(); _array[0] = 1; }
    public void D5(IEnumerable<int> mine) { _lease.Return(); foreach (int i in mine) { Refill(); } }
    public void D6() { ref ByteLease l = ref _lease; l.Return(); l = default; }
    public void D7() { _lease.Return(); Unsafe.AsRef(ref _lease) = default; _lease.Dispose(); }
    public void D8() { _lease.Return(); Replace(ref _lease); _lease.Span.Clear(); }
    private static void Replace(ref ByteLease l) => l = BytePool.Shared.Rent(3);
    public void D9() { _lease.Return(); try { Refill(); } catch (IOException) { return; } _lease.Span.Clear(); }
    public void D10(bool b) { if (b) { _lease.Return(); } else { _lease.Span.Clear(); } if (!b) _lease.Return(); }
    public void D11() { lock (this) { _lease.Return(); _lease = default; } lock (this) { if (!_lease.IsReturned) _lease.Return(); } }
    public bool D12() { _lease.Return(); return _lease == default || _lease.IsReturned; }
    public void D13(Derived other) { (_lease, other._lease) = (other._lease, _lease); _lease.Return(); other._lease.Return(); }
    public void D14() { var t = (_lease, 1); t.Item1.Return(); _lease = default; }
    public void D15() { using (_lease) { _lease.Span.Clear(); } _lease = default; }
    public void D16() { for (int i = 0; i < 3; i++) { _lease.Return(); Refill(); } }
    public async IAsyncEnumerable<int> D17() { _lease.Return(); yield return 1; await Task.Yield(); _lease.Span.Clear(); }
}
