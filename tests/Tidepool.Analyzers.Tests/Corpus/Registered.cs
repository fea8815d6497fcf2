using Tidepool; using System.Buffers; using System.Collections.Concurrent; using System.Collections.Immutable; using System.IO.Pipelines; using System.Net.Sockets; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Security.Cryptography; using System.Text; using System.Text.Json; using System.Threading.Channels;
namespace Corpus;
// Registrations, timers, local functions, attempts, and what the framework makes of values.
public sealed class Registered(BytePool pool, ArrayPool<byte> arrays, Stream wire, CancellationToken outer)
{
    public class Node { public Memory<byte> Bytes; public ByteLease Lease { get; set; } public ByteLease? Maybe; public byte[]? Array; public IMemoryOwner<byte>? Owner; public Task? Task; }
    private readonly CancellationTokenSource _stop = new(); private ImmutableList<ReadOnlyMemory<byte>> _list = []; private ImmutableDictionary<int, Memory<byte>> _map = ImmutableDictionary<int, Memory<byte>>.Empty; private object? _any; private readonly Node _node = new(); private IEnumerable<Memory<byte>> _chunks = []; private Timer? _timer;
    public void G01(CancellationToken token) { using var l = pool.Rent(1); token.Register(() => l.Span.Clear()); } // TIDE004
    public void G02() { using var l = pool.Rent(1); _stop.Token.Register(() => l.Span.Clear()); } // TIDE004
    public void G03(CancellationToken token) { using var l = pool.Rent(1); _ = token.UnsafeRegister(static m => ((Memory<byte>)m!).Span.Clear(), l.Memory); } // TIDE004
    public CancellationTokenRegistration G04(CancellationToken token) { using var l = pool.Rent(1); return token.Register(() => l.Span.Clear()); } // TIDE004
    public void G05() { using var l = pool.Rent(1); _list = _list.Add(l.Memory); } // TIDE004
    public void G06() { using var l = pool.Rent(1); _map = _map.SetItem(1, l.Memory); } // TIDE004
    public ImmutableArray<Memory<byte>> G07() { using var l = pool.Rent(1); return ImmutableArray.Create(l.Memory); } // TIDE004
    public KeyValuePair<int, Memory<byte>> G08() { using var l = pool.Rent(1); return KeyValuePair.Create(1, l.Memory); } // TIDE004
    public Tuple<int, Memory<byte>> G09() { using var l = pool.Rent(1); return Tuple.Create(1, l.Memory); } // TIDE004
    public IEnumerable<Memory<byte>> G10() { using var l = pool.Rent(1); return Enumerable.Repeat(l.Memory, 3); } // TIDE004
    public IEnumerable<Memory<byte>> G11(List<Memory<byte>> before) { using var l = pool.Rent(1); return before.Append(l.Memory); } // TIDE004
    public void G12() { using var l = pool.Rent(1); _chunks = _chunks.Prepend(l.Memory); } // TIDE004
    public void G13(Node n) { using var l = pool.Rent(1); n.Lease = l; } // TIDE004
    public void G14(Node n) { using var l = pool.Rent(1); n.Maybe = l; } // TIDE004
    public void G15() { using var l = pool.Rent(1); _node.Lease = l; } // TIDE004
    public void G16(Node n) { var b = arrays.Rent(1); n.Array = b; arrays.Return(b); } // TIDE004
    public void G17(Node n) { using var o = MemoryPool<byte>.Shared.Rent(1); n.Owner = o; } // TIDE004
    public void G18(AsyncLocal<Memory<byte>> local) { using var l = pool.Rent(1); local.Value = l.Memory; } // TIDE004
    public void G19(StrongBox<Memory<byte>> box) { using var l = pool.Rent(1); box.Value = l.Memory; } // TIDE004
    public void G20(Node n) { using var l = pool.Rent(1); n.Task = wire.WriteAsync(l.Memory).AsTask(); } // TIDE004
    public void G21() { using var l = pool.Rent(1); new Timer(_ => l.Span.Clear(), null, 10, -1); } // TIDE010
    public int G22() { var l = pool.Rent(1); l.Return(); return Read(); int Read() => l.Span[0]; } // TIDE002
    public void G23() { var l = pool.Rent(1); Done(); l.Return(); void Done() => l.Return(); } // TIDE003
    public void G24() { var l = pool.Rent(1); Done(); wire.Write(l.Span); void Done() { wire.Flush(); l.Dispose(); } } // TIDE002
    public int G25() { var l = pool.Rent(1); var m = l.Memory; l.Return(); return First(); int First() { return m.Span[0]; } } // TIDE002
    public void G26() { using var l = pool.Rent(1); _ = Pump(); async Task Pump() { while (true) { await wire.WriteAsync(l.Memory); } } } // TIDE010
    public Task G27() { using var l = pool.Rent(1); return Pump(); async Task Pump() { await Task.Yield(); l.Span.Clear(); } } // TIDE004
    public async Task G28() { var l = pool.Rent(1); Task t = Pump(); l.Return(); await t; async Task Pump() { await Task.Yield(); l.Span.Clear(); } } // TIDE002
    private bool TryMake(out ByteLease lease) => pool.TryRent(1, out lease);
    public int G29() { if (TryMake(out var l)) { return l.Length; } return 0; } // TIDE001
    private bool TryRead(int n, out ByteLease lease) { lease = default; if (n == 0) return false; var l = pool.Rent(n); try { wire.ReadExactly(l.Span); } catch { l.Return(); throw; } lease = l; return true; }
    public int G30() { if (!TryRead(3, out var l)) { return 0; } int r = l.Span[0]; if (r == 0) return 1; l.Return(); return r; } // TIDE001
    private void Make(out ByteLease lease) => lease = pool.Rent(4);
    public int G31() { Make(out var l); return l.Span[0]; } // TIDE001
    private static int MakeTwo(BytePool p, out ByteLease a, out ByteLease b) { a = p.Rent(1); b = p.Rent(2); return 3; }
    public void G32() { MakeTwo(pool, out var a, out var b); a.Return(); } // TIDE001
    public int G33(bool f) { ByteLease l = default; if (f) { l = pool.Rent(1); } if (outer.IsCancellationRequested) { return 1; } l.Dispose(); return 0; } // TIDE001
    public int G34(List<int> all) { ByteLease l = default; if (all.Count > 0) { l = pool.Rent(all.Count); } if (all.Count > 10) { l.Return(); } return 0; } // TIDE001
    public int G35(List<int> all) { var l = pool.Rent(1); foreach (int i in all) { if (all.Count > 3) continue; l.Span[0] = 1; } if (all.Count > 3) { return 3; } l.Return(); return 1; } // TIDE001
    public int G36() { var (l, ok) = (pool.Rent(1), true); if (!ok) l.Return(); return 1; } // TIDE001
    public int G37(int n) { var l = pool.Rent(1); int count = n; if (count > 3) l.Return(); return n; } // TIDE001
    public void G38(Memory<byte>[] slots) { using var l = pool.Rent(1); slots[0] = l.Memory; } // TIDE004
    public void G39(Span<Memory<byte>> slots) { using var l = pool.Rent(1); slots[0] = l.Memory; } // unseen TIDE004
    public void G40() { using var l = pool.Rent(1); _any = (1, l.Memory); } // TIDE004
    public void G41() { using var l = pool.Rent(1); _any = new { l.Memory }; } // TIDE004
    public object G42() { using var l = pool.Rent(1); return new { Data = l.Memory }; } // TIDE004
    public void G43() { using var l = pool.Rent(1); Volatile.Write(ref _any, (object)l.Memory); } // TIDE004
    public void G44() { using var l = pool.Rent(1); Interlocked.Exchange(ref _any, new List<Memory<byte>> { l.Memory }); } // TIDE004
    public int G45() { var l = pool.Rent(1); PipeReader r = PipeReader.Create(new ReadOnlySequence<byte>(l.Memory)); l.Return(); return r.TryRead(out var x) ? (int)x.Buffer.Length : 0; } // unseen TIDE002
}
