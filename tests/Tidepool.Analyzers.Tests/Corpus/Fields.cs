using Tidepool; using System.Buffers; using System.Text.Json; using System.Runtime.InteropServices;
namespace Corpus;
// Leases and arrays in fields, and what is enumerated later.
public sealed class FieldFaults(BytePool pool, ArrayPool<byte> arrays, Stream stream)
{
    private ByteLease _lease; private readonly ByteLease _fixed = pool.Rent(3); private byte[] _array = []; private readonly Allocator _allocator = pool.CreateAllocator(); private readonly PooledStream _stream = new(pool); private static ByteLease s_lease; private SequenceLease _sequence = pool.RentSequence(3); private Memory<byte> _view; private readonly PooledBufferWriter _writer = new(pool); private IMemoryOwner<byte>? _owner;
    public void E1() { _lease.Return(); _lease.Span.Clear(); } // TIDE002
    public void E2() { _lease.Return(); _lease.Return(); } // TIDE003
    public void E3() { this._lease.Return(); stream.Write(this._lease.Span); } // TIDE002
    public void E4() { s_lease.Return(); s_lease.Memory.Span.Clear(); } // TIDE002
    public void E5() { var m = _lease.Memory; _lease.Return(); m.Span.Clear(); } // TIDE002
    public async Task E6() { _fixed.Return(); await Task.Yield(); _fixed.Span.Clear(); } // TIDE002
    public void E7() { foreach (int i in new[] { 1, 2 }) { _lease.Return(); } } // TIDE007
    public void E8() { _stream.Dispose(); _stream.WriteByte(1); } // TIDE002
    public Memory<byte> E9() { try { return _lease.Memory; } finally { _lease.Return(); } } // TIDE004
    public void E10() { _view = _lease.Memory; _lease.Return(); } // TIDE004
    public long E11() { _sequence.Return(); return _sequence.Sequence.Length; } // TIDE002
    public void E12() { var old = _lease; _lease = pool.Rent(3); old.Return(); old.Span.Clear(); } // TIDE002
    public void E13() { _allocator.Return(); _allocator.Span.Clear(); } // TIDE002
    public void E14() { var l = _lease; l.Return(); _lease.Span.Clear(); } // TIDE002
    public async Task E15() { ValueTask t = stream.WriteAsync(_lease.Memory); _lease.Return(); await t; } // TIDE002
    public void E16() { _ = stream.WriteAsync(_lease.Memory); _lease.Return(); } // TIDE010
    public void E17() { _lease = pool.Rent(1); _lease.Return(); stream.Write(_lease.Span); } // TIDE002
    public void E18() { try { stream.Write(_lease.Span); _lease.Return(); stream.Flush(); } catch (IOException) { _lease.Return(); } } // TIDE007
    public int E19() { _writer.Dispose(); return _writer.WrittenSpan.Length; } // TIDE002
    public IEnumerable<int> E20() { using var l = pool.Rent(3); return Numbers(l.Memory); } // TIDE004
    private static IEnumerable<int> Numbers(ReadOnlyMemory<byte> m) { for (int i = 0; i < m.Length; i++) yield return m.Span[i]; }
    public int E21() { var l = pool.Rent(3); var q = Numbers(l.Memory); l.Return(); return q.Sum(); } // TIDE002
    public int E22() { var l = pool.Rent(3); var q = Numbers(l.Memory).Where(n => n > 1); l.Return(); int s = 0; foreach (int n in q) s += n; return s; } // TIDE002
    public int[] E23() { var l = pool.Rent(3); var q = Numbers(l.Memory); l.Return(); return [.. q]; } // TIDE002
    public async Task<int> E24() { var l = pool.Rent(3); var q = Async(l.Memory); l.Return(); int s = 0; await foreach (int n in q) s += n; return s; } // TIDE002
    private static async IAsyncEnumerable<int> Async(ReadOnlyMemory<byte> m) { await Task.Yield(); yield return m.Span[0]; }
    public void E25() { var l = pool.Rent(3); var o = l.ToMemoryOwner(); l.Return(); o.Dispose(); } // TIDE003
    public int E26() { var l = pool.Rent(3); var m = l.Memory; l.ToMemoryOwner().Dispose(); return m.Span[0]; } // TIDE002
    public byte[] E27() { byte[] a = arrays.Rent(3); arrays.Return(a); return a.Take(2).ToArray(); } // TIDE002
    public void E28(byte[] a) { try { a[0] = 1; } finally { arrays.Return(a); } stream.Write(a, 0, 1); } // TIDE002
    public byte[] E29(byte[] a) { try { return a; } finally { arrays.Return(a); } } // TIDE004
    public void E30() { byte[] a = _array; arrays.Return(_array); stream.Write(a); } // TIDE002
    public void E31() { arrays.Return(_array); Array.Clear(_array); } // TIDE002
    public byte E32() { byte[] a = arrays.Rent(3); var ms = new MemoryStream(a); var r = new BinaryReader(ms); arrays.Return(a); return r.ReadByte(); } // TIDE002
    public void E33(Queue<byte[]> q) { byte[] a = arrays.Rent(3); q.Enqueue(a); arrays.Return(a); } // TIDE004
    public void E34() { using var s = new PooledStream(pool); s.WriteByte(1); _owner = null; arrays.Return(_array); _array.AsSpan().Clear(); } // TIDE002
    public async Task E35() { byte[] a = arrays.Rent(3); var t = Task.WhenAll(stream.WriteAsync(a, 0, 1), stream.FlushAsync()); arrays.Return(a); await t; } // TIDE002
    public IMemoryOwner<byte>? E36(int n) { var l = pool.Rent(3); try { return l.ToMemoryOwner(n); } catch (ArgumentException) { return null; } } // TIDE001
    public void E37(List<ByteLease> all) { var l = pool.Rent(3); all.Add(l); if (!l.IsReturned) { l.Return(); l.Span.Clear(); } } // TIDE002
}
