using Tidepool; using System.Buffers; using System.Collections.Concurrent; using System.Collections.Immutable; using System.IO.Pipelines; using System.Net.Sockets; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Text; using System.Text.Json; using System.Threading.Channels;
namespace Corpus;
// Beside the faults of Registered.cs: all correct.
public sealed class Answers(BytePool pool, ArrayPool<byte> arrays, Stream wire)
{
    public class Node { public Memory<byte> Bytes; public ByteLease Lease { get; set; } public byte[]? Array; public void Run() { } }
    private readonly CancellationTokenSource _stop = new(); private Timer? _timer; private CancellationTokenRegistration _registration; private ImmutableList<ReadOnlyMemory<byte>> _list = []; private Packet? _packet; private readonly Node _node = new(); private ByteLease _slot;
    public sealed record Packet(Memory<byte> Data);
    public void H01(CancellationToken token) { using var l = pool.Rent(1); using var r = token.Register(() => l.Span.Clear()); wire.Flush(); }
    public async Task H02(CancellationToken token) { using var l = pool.Rent(1); await using (token.Register(() => l.Span.Clear())) { await wire.FlushAsync(); } }
    public void H03() { using var l = pool.Rent(1); _registration = _stop.Token.Register(() => l.Span.Clear()); try { wire.Flush(); } finally { _registration.Dispose(); } }
    public void H04() { using var l = pool.Rent(1); _timer = new Timer(_ => l.Span.Clear(), null, 0, 1); try { wire.Flush(); } finally { _timer.Dispose(); } }
    public void H05(CancellationToken token) { using var l = pool.Rent(1); var r = token.Register(() => l.Span.Clear()); try { wire.Flush(); } finally { r.Dispose(); } }
    public void H06() { using var l = pool.Rent(1); using var cts = new CancellationTokenSource(10); cts.Token.Register(() => l.Span.Clear()); wire.Flush(); }
    public void H07(Socket s, CancellationToken token) { using var l = pool.Rent(1); token.Register(s.Dispose); s.Receive(l.Span); }
    public void H08(CancellationToken token) { var l = pool.Rent(1); token.Register(() => l.Return()); }
    public void H09() { using var l = pool.Rent(1); _list = _list.Add(l.Memory.ToArray()); }
    public void H10() { using var l = pool.Rent(1); _list = _list.Add(l.Memory); try { wire.Flush(); } finally { _list = []; } }
    public Packet? H11() { using var l = pool.Rent(1); return Interlocked.Exchange(ref _packet, null); }
    public Memory<byte> H12(Dictionary<int, Memory<byte>> d) { using var l = pool.Rent(1); return d.GetValueOrDefault(1); }
    public void H13(Node n) { var l = pool.Rent(1); n.Lease = l; try { n.Run(); } finally { n.Lease = default; l.Return(); } }
    public void H14(Node n) { var b = arrays.Rent(1); n.Array = b; try { n.Run(); } finally { n.Array = null; arrays.Return(b); } }
    public void H15(Node n) { n.Lease = pool.Rent(1); wire.Write(n.Lease.Span); }
    public void H16(Node n) { var l = pool.Rent(1); n.Lease = l; Use(n); l.Return(); } private static void Use(Node n) => n.Lease.Span.Clear();
    public void H17() { using var l = pool.Rent(1); var n = new Node { Lease = l }; Use(n); }
    public void H18() { using var l = pool.Rent(1); var n = new Node(); n.Lease = l; Use(n); }
    public int H19() { var l = pool.Rent(1); int r = Read(); l.Return(); return r; int Read() => l.Span[0]; }
    public int H20() { var l = pool.Rent(1); try { return Read(); } finally { Free(); } int Read() => l.Span[0]; void Free() => l.Return(); }
    public void H21(bool f) { var l = pool.Rent(1); if (f) { Free(); return; } wire.Write(l.Span); Free(); void Free() { wire.Flush(); l.Return(); } }
    public void H22() { var l = pool.Rent(1); l.Return(); Maybe(); void Maybe() { if (!l.IsReturned) l.Return(); } }
    public void H23(int n) { var l = pool.Rent(1); for (int i = 0; i < n; i++) { Renew(); } l.Return(); void Renew() { l.Return(); l = pool.Rent(1); } }
    public async Task H24() { using var l = pool.Rent(1); await Pump(); async Task Pump() { await wire.WriteAsync(l.Memory); } }
    public async Task H25() { using var l = pool.Rent(1); Task a = Pump(0), b = Pump(1); await Task.WhenAll(a, b); async Task Pump(int i) { await Task.Yield(); l.Span[i] = 1; } }
    public Task H26() { using var l = pool.Rent(1); return Save(); async Task Save() { var copy = l.Span.ToArray(); await wire.WriteAsync(copy); } }
    public void H27() { var l = pool.Rent(1); _ = Pump(); async Task Pump() { try { await wire.WriteAsync(l.Memory); } finally { l.Return(); } } }
    public async Task H28() { var l = pool.Rent(1); Task t = Pump(); await t; l.Return(); async Task Pump() { await Task.Yield(); l.Span.Clear(); } }
    private bool TryMake(out ByteLease lease) => pool.TryRent(1, out lease);
    public int H29() { if (TryMake(out var l)) { int r = l.Length; l.Return(); return r; } return 0; }
    public int H30() { if (!TryMake(out var l)) return 0; using (l) return l.Span[0]; }
    public int H31() { bool ok = TryMake(out var l); try { return 1; } finally { if (ok) l.Return(); } }
    private bool TryPeek(out ByteLease lease) { lease = _slot; return !_slot.IsReturned; }
    public int H32() => TryPeek(out var l) ? l.Length : 0;
    private bool TryGetOrMake(int n, out ByteLease lease) { if (n == 0) { lease = _slot; return true; } lease = pool.Rent(n); return true; }
    public int H33() => TryGetOrMake(1, out var l) ? l.Length : 0;
    private bool TryFill(out ByteLease lease) { lease = pool.Rent(4); if (wire.Read(lease.Span) == 4) return true; lease.Return(); return false; }
    public int H34() { if (!TryFill(out var l)) return 0; int r = l.Span[0]; l.Return(); return r; }
    private bool TryCache(out ByteLease lease) { lease = pool.Rent(4); _slot = lease; return true; }
    public int H35() => TryCache(out var l) ? l.Length : 0;
    public bool H36(out ByteLease l) => TryMake(out l);
    public void H37(Queue<int> q) { ByteLease l = default; if (q.Count > 0) l = pool.Rent(1); while (q.TryDequeue(out int i)) l.Span[0] = (byte)i; if (l != default) l.Return(); }
    public int H38(IReadOnlyCollection<int> all) { byte[]? b = null; if (all.Count > 8) b = arrays.Rent(all.Count); int i = 0; foreach (int x in all) { if (b is not null) b[i++] = (byte)x; } if (all.Count > 8) arrays.Return(b!); return i; }
    public object H48() { using var l = pool.Rent(1); return new { First = l.Span[0], Data = l.Memory.ToArray() }; }
    public void H49() { using var l = pool.Rent(1); var o = new { l.Memory }; wire.Write(o.Memory.Span); }
    public void H50() { using var l = pool.Rent(1); Volatile.Write(ref _packet, new Packet(l.Memory)); try { wire.Flush(); } finally { Volatile.Write(ref _packet, null); } }
    public void H51() { using var l = pool.Rent(1); Interlocked.Exchange(ref _packet, new Packet(l.Memory.ToArray())); }
    public void H52() { var s = new PooledStream(pool); s.WriteByte(1); _kept.Dispose(); wire.Write(s.ToArray()); s.Dispose(); _kept = new(pool); _kept.WriteByte(1); } private PooledStream _kept = new(pool);
    public int H39(Func<bool> f) { ByteLease l = default; bool ok = f(); if (ok) l = pool.Rent(1); if (ok) l.Return(); return 0; }
    public int H40(IPolicy p, int n) { ByteLease l = default; if (p.ShouldPool(n)) l = pool.Rent(1); if (p.ShouldPool(n)) l.Return(); return 0; }
    public interface IPolicy { bool ShouldPool(int n); bool IsEnabled { get; } Kind GetKind(); } public enum Kind { A, B }
    public int H41(IPolicy p) { ByteLease l = default; if (p.GetKind() == Kind.A) l = pool.Rent(1); if (p.GetKind() == Kind.A) l.Return(); return 0; }
    public int H42(JsonSerializerOptions o) { ByteLease l = default; if (o.WriteIndented) l = pool.Rent(1); if (o.WriteIndented) l.Return(); return 0; }
    public int H43(List<int> o) { ByteLease l = default; if (o[0] > 3) l = pool.Rent(1); if (o[0] > 3) l.Return(); return 0; }
    public int H44(bool a, bool b) { ByteLease l = default; if (a == b) l = pool.Rent(1); if (!(a ^ b)) l.Return(); return 0; }
    public int H45(int n) { (ByteLease Lease, bool Owned) t = n > 3 ? (pool.Rent(n), true) : (_slot, false); int r = t.Lease.Length; if (t.Owned) t.Lease.Return(); return r; }
    public int H46(int n) { int size = n; ByteLease l = default; if (n > 100) { size = 100; l = pool.Rent(size); } if (n > 100) l.Return(); return size; }
    public int H47(int n) { ByteLease l = default; int limit = n; if (limit > 10) l = pool.Rent(limit); if (n > 10) l.Return(); return 0; }
}
