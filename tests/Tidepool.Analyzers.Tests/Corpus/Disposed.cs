using Tidepool; using System.Buffers; using System.IO.Compression; using System.Text.Json;
namespace Corpus;
// Streams, writers, sequences and the owners of memories: used after their disposal, and bytes of theirs that outlive them.
public sealed class Disposed(BytePool pool)
{
    private ReadOnlyMemory<byte> _kept; private PooledStream? _stream; private readonly MemoryPool<byte> _memories = pool.AsMemoryPool(); private readonly MemoryPool<byte> _reusing = pool.AsMemoryPool(true); private static void Use(ReadOnlySpan<byte> bytes) { } private static void Dispose(PooledStream? s) => s?.Dispose(); public static void Take(Stream s) { } private static Task ReadAsync(Stream s) => Task.CompletedTask;
    private PooledStream Make() => new(pool); private static bool Ask() => DateTime.Now.Ticks > 0; private static void Close(PooledStream s) { s.Position = 0; s.Dispose(); } private static void Lent(PooledStream s) => s.Position = 0;
    public void S01() { var s = new PooledStream(pool); s.WriteByte(1); s.Dispose(); s.WriteByte(2); } // TIDE002
    public long S02() { PooledStream s = new(pool) { Tag = "a" }; using (s) { s.WriteByte(1); } return s.Length; } // TIDE002
    public void S03() { Stream s = new PooledStream(pool); s.Close(); s.Position = 3; } // TIDE002
    public async Task S04() { var s = new PooledStream(pool); await s.DisposeAsync(); await s.WriteAsync(new byte[1]); } // TIDE002
    public async Task<long> S05() { var s = new PooledStream(pool); await using (s) { s.WriteByte(1); } return s.Seek(0, SeekOrigin.Begin); } // TIDE002
    public void S06() { var s = new PooledStream(pool); var m = s.GetMemory(4); s.Dispose(); m.Span[0] = 1; } // TIDE002
    public void S07() { var s = new PooledStream(pool); var q = s.GetReadOnlySequence(); s.Dispose(); Use(q.FirstSpan); } // TIDE002
    public byte S08() { var s = new PooledStream(pool); s.TryGetReadOnlyMemory(out var m); s.Dispose(); return m.Span[0]; } // TIDE002
    public byte S09() { var s = new PooledStream(pool); if (!s.TryGetBuffer(out ArraySegment<byte> a)) { a = new byte[1]; } s.Dispose(); return a[0]; } // TIDE002
    public void S10(PooledStream s) { s.Dispose(); s.SetLength(3); } // TIDE002
    public void S11() { var s = PooledStream.FromBytes(pool, [1, 2]); s.Dispose(); s.ToArray(); } // TIDE002
    public ReadOnlySequence<byte> S12() { using var s = new PooledStream(pool); s.WriteByte(1); return s.GetReadOnlySequence(); } // TIDE004
    public void S13() { using var s = new PooledStream(pool); _kept = s.GetReadOnlySequence().First; } // TIDE004
    public PooledStream S14() { using var s = new PooledStream(pool); s.WriteByte(1); return s; } // TIDE004
    public Task S15(Stream d) { using var s = new PooledStream(pool); s.WriteByte(1); return s.CopyToAsync(d); } // TIDE004
    public void S16() { var s = new PooledStream(pool); s.Dispose(); using var r = new StreamReader(s); } // TIDE002
    public void S17(bool f) { var s = new PooledStream(pool); if (f) { s.Dispose(); } s.WriteByte(1); s.Dispose(); } // TIDE002
    public void S18() { var s = new PooledStream(pool); Close(s); s.WriteByte(1); } // TIDE002
    public async Task S19(Stream d) { var s = new PooledStream(pool); Task t = s.CopyToAsync(d); s.Dispose(); await t; } // TIDE002
    public int S20() { var s = new PooledStream(pool); s.Dispose(); var l = s.CopyToLease(); try { return l.Length; } finally { l.Return(); } } // TIDE002
    public Func<long> S21() { using var s = new PooledStream(pool); return () => s.Length; } // TIDE004
    public void S22() { var s = Make(); s.Dispose(); s.WriteByte(1); } // TIDE002
    public void S23() { var s = new PooledStream(pool); try { s.WriteByte(1); } finally { s.Dispose(); } JsonSerializer.Serialize(s, 1); } // TIDE002
    public void W01() { var w = new PooledBufferWriter(pool); w.Dispose(); w.GetSpan(1)[0] = 1; } // TIDE002
    public void W02() { var w = new PooledBufferWriter(pool); w.Dispose(); w.Write<byte>([1, 2]); } // TIDE002
    public ReadOnlyMemory<byte> W03() { using var w = new PooledBufferWriter(pool); w.Advance(0); return w.WrittenMemory; } // TIDE004
    public ReadOnlySpan<byte> W04() { using var w = new PooledBufferWriter(pool); w.Advance(0); return w.WrittenSpan; } // TIDE004
    public void W05() { IBufferWriter<byte> b; using (var w = new PooledBufferWriter(pool)) { b = w; b.GetSpan(1)[0] = 1; } b.Advance(1); } // TIDE002
    public void W06() { var w = new PooledBufferWriter(pool); var q = w.WrittenSequence; w.Dispose(); foreach (var m in q) { Use(m.Span); } } // TIDE002
    public IMemoryOwner<byte> W07() { var w = new PooledBufferWriter(pool, BufferLayout.Contiguous); w.Dispose(); return w.DetachBuffer(); } // TIDE002
    public byte W08() { using var w = new PooledBufferWriter(pool, BufferLayout.Contiguous); var o = w.DetachBuffer(); o.Dispose(); return o.Memory.Span[0]; } // TIDE002
    public void O01() { IMemoryOwner<byte> o = _memories.Rent(4); var m = o.Memory; o.Dispose(); m.Span[0] = 1; } // TIDE002
    public void O02() { var o = MemoryPool<byte>.Shared.Rent(4); o.Dispose(); o.Memory.Span[0] = 1; } // TIDE002
    public Memory<byte> O03() { using var o = pool.AsMemoryPool().Rent(4); return o.Memory; } // TIDE004
    public IMemoryOwner<byte> O04() { using var o = pool.Rent(4).ToMemoryOwner(); return o; } // TIDE004
    public void O05() { var l = pool.Rent(4); var o = l.ToMemoryOwner(2); o.Dispose(); Use(o.Memory.Span); } // TIDE002
    public void O06(bool reuse) { using var o = pool.AsMemoryPool(reuse).Rent(4); Span<byte> s = o.Memory.Span; o.Dispose(); s[0] = 1; } // TIDE002
    public void O07() { var o = pool.AsMemoryPool(true).Rent(4); o.Dispose(); o.Dispose(); } // TIDE003
    public void O08() { var memories = pool.AsMemoryPool(reuseOwners: true); var o = memories.Rent(4); o.Dispose(); o.Dispose(); } // TIDE003
    public void O09() { var o = _reusing.Rent(4); try { o.Dispose(); } finally { o.Dispose(); } } // TIDE003
    public void Q01() { var l = pool.RentSequence(9); l.Return(); foreach (var m in l.Segments) { m.Span.Clear(); } } // TIDE002
    public void Q02() { var l = pool.RentSequence(9); l.Return(); l.Return(); } // TIDE003
    public void Q03() { var l = pool.RentSequence(9); var q = l.Sequence; l.Return(); Use(q.FirstSpan); } // TIDE002
    public ReadOnlySequence<byte> Q04() { using var l = pool.RentSequence(9); return l.Sequence; } // TIDE004
    public IEnumerable<Memory<byte>> Q05() { using var l = pool.RentSequence(9); return l.Segments; } // TIDE004
    public void N01() { var s = new PooledStream(pool); s.Dispose(); s.Dispose(); s.Close(); }
    public bool N02() { var s = new PooledStream(pool); s.Dispose(); return s.CanRead || s.CanSeek || s.Tag == "a"; }
    public string N03() { var s = new PooledStream(pool); s.Dispose(); s.Flush(); return s.ToString(); }
    public void N04() { var s = new PooledStream(pool); s.Dispose(); Dispose(s); Take(s); }
    public void N05() { var s = new PooledStream(pool); s.WriteByte(1); }
    public void N06() { _stream = new PooledStream(pool); _stream.Dispose(); _stream = new PooledStream(pool); _stream.WriteByte(1); }
    public void N07() { var s = new PooledStream(pool); s.Dispose(); s = new PooledStream(pool); s.WriteByte(1); s.Dispose(); }
    public void N08(bool f) { var s = new PooledStream(pool); if (f) { s.Dispose(); } if (!f) { s.WriteByte(1); s.Dispose(); } }
    public void N09() { foreach (int n in new[] { 1, 2 }) { using var s = new PooledStream(pool); s.WriteByte((byte)n); } }
    public byte[] N10() { using var s = new PooledStream(pool); s.WriteByte(1); return s.ToArray(); }
    public ByteLease N11() { using var s = new PooledStream(pool); s.WriteByte(1); return s.CopyToLease(); }
    public async Task N12(Stream d) { using var s = new PooledStream(pool); s.WriteByte(1); await s.CopyToAsync(d); }
    public Task N13(ReadOnlyMemory<byte> m) { using var s = new PooledStream(pool); Task t = s.WriteAsync(m).AsTask(); return t; }
    public void N14(PooledStream? s) { if (s != null) { s.Dispose(); } s = new PooledStream(pool); s.WriteByte(1); s.Dispose(); }
    public async Task N15() { var s = new PooledStream(pool); Task t = ReadAsync(s); s.Dispose(); await t; }
    public void N16(bool f) { var s = new PooledStream(pool); if (f) { s.Dispose(); } if (!s.CanWrite) { return; } s.WriteByte(1); }
    public PooledStream N17() { var s = new PooledStream(pool); try { s.WriteByte(1); return s; } catch { s.Dispose(); throw; } }
    public void N18() { using var s = new PooledStream(pool); using (var z = new GZipStream(s, CompressionMode.Compress, leaveOpen: true)) { z.WriteByte(1); } s.Position = 0; }
    public void N19(PooledStream s) { try { s.WriteByte(1); } catch (ObjectDisposedException) { s.Dispose(); } }
    public void N20(CancellationToken t) { using var s = new PooledStream(pool); using var r = t.Register(() => s.Close()); s.WriteByte(1); }
    public void N21() { var s = new PooledStream(pool); Lent(s); s.WriteByte(1); s.Dispose(); }
    public void N22() { while (Ask()) { var s = new PooledStream(pool); if (Ask()) { s.Dispose(); continue; } s.WriteByte(1); s.Dispose(); } }
    public void N23() { PooledStream? s = null; try { s = new PooledStream(pool); s.WriteByte(1); } finally { s?.Dispose(); } }
    public void N24() { PooledStream? s = null; while (Ask()) { s?.Dispose(); s = new PooledStream(pool); s.WriteByte(1); } s?.Dispose(); }
    public ReadOnlyMemory<byte> N25(PooledBufferWriter w) { w.Advance(0); return w.WrittenMemory; }
    public IMemoryOwner<byte> N26() { using var w = new PooledBufferWriter(pool, BufferLayout.Contiguous); w.Advance(0); return w.DetachBuffer(); }
    public IMemoryOwner<byte> N27() { var o = _memories.Rent(4); try { o.Memory.Span.Clear(); return o; } catch { o.Dispose(); throw; } }
    public void N28() { using var o = _memories.Rent(4); o.Dispose(); o.Dispose(); }
    public void N37() { MemoryPool<byte> memories = pool.AsMemoryPool(true); memories = pool.AsMemoryPool(); var o = memories.Rent(4); o.Dispose(); o.Dispose(); }
    public void N38() { using var o = _reusing.Rent(4); o.Memory.Span.Clear(); }
    public void N29(IMemoryOwner<byte> o) { o.Dispose(); Use(o.Memory.Span); }
    public char N30() { var o = MemoryPool<char>.Shared.Rent(4); o.Dispose(); return o.Memory.Span[0]; }
    public void N31(SequenceLease? l) { if (l != null) { l.Return(); } l = pool.RentSequence(1); l.Return(); }
    public void N32() { var l = pool.RentSequence(9); l.Return(); l.Dispose(); if (!l.IsReturned) { Use(l.Sequence.FirstSpan); } }
    public void N33(PooledStream s, bool f) { if (f) { s.Dispose(); s = new PooledStream(pool); } s.WriteByte(1); }
    public object N34() { using var s = new PooledStream(pool); s.WriteByte(1); return new { s.Length, s.Position }; }
    public int N35() { using var s = new PooledStream(pool); var buffer = new byte[4]; return s.Read(buffer) + s.ReadAt(buffer, 0); }
    public async Task<int> N36() { await using PooledStream s = new(pool); return await s.ReadAsync(new byte[4]); }
}
