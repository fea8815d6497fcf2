using Tidepool; using System.Buffers; using System.Buffers.Binary; using System.IO.Pipelines; using System.Net.Sockets; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Text; using System.Text.Json; using System.Threading.Channels; using System.Collections.Concurrent; using System.Diagnostics.CodeAnalysis; using System.Security.Cryptography; using System.IO.Compression;
namespace Corpus;
// Everyday faults of each rule.
public sealed record Packet(int Id, ReadOnlyMemory<byte> Body);
public record struct Slice(Memory<byte> Bytes, int Offset);
public sealed class Node { public ReadOnlyMemory<byte> Payload { get; init; } public Node? Next { get; set; } }
public sealed class Holder(Memory<byte> memory) { public int First => memory.Span[0]; }
public ref struct Reader(ReadOnlySpan<byte> bytes) { private readonly ReadOnlySpan<byte> _b = bytes; private int _at = 0; public byte Next() => _b[_at++]; }
public abstract class Handler { public abstract ValueTask Handle(ReadOnlyMemory<byte> data); }
public sealed class Bad(BytePool pool, Stream stream, PipeReader reader, PipeWriter writer)
{
    private static readonly ArrayPool<byte> s_arrays = ArrayPool<byte>.Create();
    private Memory<byte> _view; private ReadOnlyMemory<byte>? _maybe; private static Memory<byte> s_view; private Holder? _holder; private readonly List<ReadOnlyMemory<byte>> _list = []; private Task? _task; private readonly Channel<ReadOnlyMemory<byte>> _channel = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(); private readonly Dictionary<string, Packet> _packets = []; private Func<byte>? _get; private IEnumerable<byte>? _later; private event Action<int>? Ticked; private ArraySegment<byte> _segment; private ByteLease _lease; private readonly ConcurrentDictionary<int, ByteLease> _leases = new(); private byte[]? _array; private ReadOnlySequence<byte> _sequence; private Lazy<int>? _lazy; private (int, Memory<byte>) _pair; private Stream? _stream;
    public Memory<byte> View { get; set; }
    public int L1(int n) { var l = pool.Rent(n); return l.Span[0]; } // TIDE001
    public int L2(int n) { var l = pool.Rent(n); if (n > 10) return 1; l.Return(); return 2; } // TIDE001
    public void L3(int n) { var l = pool.Rent(n); if (n > 10) throw new ArgumentException("n"); l.Return(); } // TIDE001
    public void L4(int[] ns) { foreach (int n in ns) { var l = pool.Rent(n); if (n == 0) continue; l.Return(); } } // TIDE001
    public void L5(int[] ns) { foreach (int n in ns) { var l = pool.Rent(n); if (n == 0) break; l.Return(); } } // TIDE001
    public void L6() { var l = pool.Rent(3); l = pool.Rent(4); l.Return(); } // TIDE001
    public async Task L7() { var l = await pool.RentAsync(3); await stream.WriteAsync(l.Memory); } // TIDE001
    public void L8() { if (pool.TryRent(3, out var l)) l.Span.Clear(); } // TIDE001
    public void L9() { pool.Rent(4); } // TIDE001
    public void L10() { _ = pool.Rent(4); } // TIDE001
    public int L11() => pool.Rent(4).Length; // TIDE001
    public void L12() { pool.Rent(4).Span.Clear(); } // TIDE001
    public async Task L13() => await stream.WriteAsync(pool.Rent(5).Memory); // TIDE001
    public string L14(Kind k) { var l = pool.Rent(1); switch (k) { case Kind.A: l.Return(); return "a"; case Kind.B: return "b"; default: l.Return(); return ""; } } // TIDE001
    public void L15() { var l = pool.Rent(1); try { stream.Write(l.Span); l.Return(); } catch (IOException) { } } // TIDE001
    public void L16() { var l = pool.Rent(1); try { stream.Write(l.Span); } catch (IOException) { return; } l.Return(); } // TIDE001
    public void L17() { var a = pool.Allocate(10); a.Span.Clear(); } // TIDE001
    public void L18() { var a = pool.CreateAllocator(); a.Allocate(4).Span.Clear(); } // TIDE001
    public long L19() { var s = pool.RentSequence(1000); return s.Sequence.Length; } // TIDE001
    public void L20(bool x) { ByteLease? l = null; if (x) l = pool.Rent(1); if (x && l is { Length: > 5 }) l.Value.Return(); } // TIDE001
    public void L21(PooledBufferWriter w) { var l = w.CopyToLease(); stream.Write(l.Span); } // TIDE001
    public IEnumerable<int> L22() { var l = pool.Rent(4); for (int i = 0; i < 4; i++) yield return l.Span[i]; } // TIDE001
    public async IAsyncEnumerable<int> L23() { var l = pool.Rent(4); int n; while ((n = await stream.ReadAsync(l.Memory)) > 0) yield return n; } // TIDE001
    public void L24() { Use(); void Use() { var l = pool.Rent(4); l.Span.Clear(); } } // TIDE001
    public Action L25() => () => { var l = pool.Rent(4); l.Span.Clear(); }; // TIDE001
    public int L26 { get { var l = pool.Rent(4); return l.Capacity; } } // TIDE001
    public Bad Self { get => field; set { var l = pool.Rent(1); l.Span.Clear(); field = value; } } = null!; // TIDE001
    public void L27(int n) { var l = pool.Rent(n); goto end; end: Console.WriteLine(l.Length); } // TIDE001
    public void L28(int n) { var (l, size) = (pool.Rent(n), n); if (size > 4) l.Return(); } // TIDE001
    public void L29(object o) { var l = pool.Rent(1); if (o is string { Length: > 3 } s) { stream.Write(l.Span); l.Return(); } else if (o is int) { l.Return(); } } // TIDE001
    public async Task L30(CancellationToken ct) { var l = pool.Rent(1); while (!ct.IsCancellationRequested) { int n = await stream.ReadAsync(l.Memory, ct); if (n == 0) return; } l.Return(); } // TIDE001
    public void L31() { ByteLease l; l = pool.Rent(4); var m = l; m.Span.Clear(); } // TIDE001
    public void L32() { for (int i = 0; i < 3; i++) { var l = pool.Rent(i + 1); if (i == 2) l.Return(); } } // TIDE001
    public int L33(int n) { var l = pool.Rent(n); return n switch { 0 => 1, > 5 => Finish(l), _ => 3 }; } // TIDE001
    private static int Finish(ByteLease l) { l.Return(); return 2; }
    public void L34() { var l = pool.Rent(4); Look(l); } // TIDE001
    private static void Look(ByteLease l) => Console.WriteLine(l.Length);
    private ByteLease Fresh() => pool.Rent(10);
    public void L35() { var l = Fresh(); stream.Write(l.Span); } // TIDE001
    private async Task<ByteLease> FreshAsync() { var l = await pool.RentAsync(4); l.Span.Clear(); return l; }
    public async Task L36() { var l = await FreshAsync(); await stream.WriteAsync(l.Memory); } // TIDE001
    public void L37() { lock (stream) { var l = pool.Rent(4); if (stream.CanRead) return; l.Return(); } } // TIDE001
    public void L38() { var l = pool.Rent(4); var o = pool.Rent(5); l.Return(); Console.WriteLine(o.Length); } // TIDE001
    public void L39(bool a, bool b) { var l = pool.Rent(1); if (a) { if (b) l.Return(); } else l.Return(); } // TIDE001
    public ReadOnlyMemory<byte> L40() { var l = pool.Rent(4); return l.Memory; } // TIDE001
    public int U1() { var l = pool.Rent(4); l.Return(); return l.Span[0]; } // TIDE002
    public int U2() { var l = pool.Rent(4); var s = l.Span; l.Return(); return s[0]; } // TIDE002
    public int U3() { Memory<byte> m; using (var l = pool.Rent(4)) { m = l.Memory; } return m.Span[0]; } // TIDE002
    public async Task U4() { var l = pool.Rent(4); var m = l.Memory[1..]; l.Return(); await stream.WriteAsync(m); } // TIDE002
    public int U5(bool x) { var l = pool.Rent(4); if (x) l.Return(); int n = l.Span[0]; if (!x) l.Return(); return n; } // TIDE002
    public int U6() { var l = pool.Rent(4); try { l.Span.Clear(); } finally { l.Return(); } return l.Span.Length; } // TIDE002
    public async Task U7() { var l = pool.Rent(4); var t = stream.WriteAsync(l.Memory); l.Return(); await t; } // TIDE002
    public async Task U8() { var l = pool.Rent(4); Task<int> t = stream.ReadAsync(l.Memory).AsTask(); l.Return(); int n = await t.ConfigureAwait(false); Console.WriteLine(n); } // TIDE002
    public int U9() { var l = pool.Rent(40); ReadOnlySpan<int> ints = MemoryMarshal.Cast<byte, int>(l.Span); l.Return(); return ints[0]; } // TIDE002
    public int U10() { var l = pool.Rent(4); ref byte b = ref l.Span[0]; l.Return(); return b; } // TIDE002
    public int U11() { var l = pool.Rent(4); Packet p = new(1, l.Memory); l.Return(); return p.Body.Span[0]; } // TIDE002
    public int U12() { var l = pool.Rent(4); Slice p = new(l.Memory, 1); l.Return(); return p.Bytes.Span[p.Offset]; } // TIDE002
    public int U13() { var l = pool.Rent(4); Node p = new() { Payload = l.Memory }; l.Return(); return p.Payload.Span[0]; } // TIDE002
    public int U14() { var l = pool.Rent(4); var r = new Reader(l.Span); l.Return(); return r.Next(); } // TIDE002
    public int U15() { var l = pool.Rent(4); var t = (l.Memory, 3); l.Return(); return t.Memory.Span[0]; } // TIDE002
    public int U16() { var l = pool.Rent(4); Func<int> f = () => l.Span[0]; l.Return(); return f(); } // TIDE002
    public string U17() { var l = pool.Rent(4); using var doc = JsonDocument.Parse(l.Memory); l.Return(); return doc.RootElement.GetRawText(); } // TIDE002
    public long U18() { var s = pool.RentSequence(4); ReadOnlySequence<byte> q = s.Sequence.Slice(1); s.Return(); return q.First.Span[0]; } // TIDE002
    public int U19() { var s = new PooledStream(pool); s.WriteByte(1); s.Dispose(); return s.ReadByte(); } // TIDE002
    public int U20() { ReadOnlySpan<byte> w; using (var b = new PooledBufferWriter(pool)) { b.Write("a"u8); w = b.WrittenSpan; } return w[0]; } // TIDE002
    public int U21() { var o = MemoryPool<byte>.Shared.Rent(3); o.Dispose(); return o.Memory.Span[0]; } // TIDE002
    public int U22() { var l = pool.Rent(3); var o = l.ToMemoryOwner(); int r = l.Span[0]; o.Dispose(); return r; } // TIDE002
    public int U23() { byte[] a = s_arrays.Rent(10); s_arrays.Return(a); return a[0]; } // TIDE002
    public int U24() { byte[] a = s_arrays.Rent(10); var s = a.AsSpan(0, 3); s_arrays.Return(a); return s[0]; } // TIDE002
    public string U25() { byte[] a = s_arrays.Rent(10); try { stream.ReadExactly(a, 0, 10); } finally { s_arrays.Return(a); } return Encoding.UTF8.GetString(a, 0, 10); } // TIDE002
    public async Task U26() { byte[] a = s_arrays.Rent(10); Task<int> t = stream.ReadAsync(a, 0, 10); s_arrays.Return(a); await t; } // TIDE002
    public async Task U27() { byte[] a = s_arrays.Rent(10); var t = stream.WriteAsync(a.AsMemory(0, 10)); s_arrays.Return(a); await t; } // TIDE002
    public unsafe int U28() { byte[] a = s_arrays.Rent(10); fixed (byte* p = a) { s_arrays.Return(a); return p[0]; } } // TIDE002
    public unsafe int U29() { byte[] a = s_arrays.Rent(10); s_arrays.Return(a); fixed (byte* p = a) { return p[0]; } } // TIDE002
    public unsafe int U30() { byte[] a = s_arrays.Rent(10); s_arrays.Return(a); fixed (byte* p = &a[0]) { return p[0]; } } // TIDE002
    public int U31() { byte[] a = s_arrays.Rent(10); s_arrays.Return(a); int s = 0; foreach (byte b in a) s += b; return s; } // TIDE002
    public int U32() { byte[] a = s_arrays.Rent(10); s_arrays.Return(a); return a.Sum(x => x); } // TIDE002
    public void U33() { byte[] a = s_arrays.Rent(10), b = new byte[10]; s_arrays.Return(a); Buffer.BlockCopy(a, 0, b, 0, 10); _array = b; } // TIDE002
    public byte[] U34() { byte[] a = s_arrays.Rent(10); s_arrays.Return(a); return a[..4]; } // TIDE002
    public byte[] U35() { byte[] a = s_arrays.Rent(10); s_arrays.Return(a); return [.. a]; } // TIDE002
    public void U36() { var l = pool.Rent(4); for (int i = 0; i < 3; i++) { l.Span[i] = 1; if (i == 1) l.Return(); } } // TIDE002
    public void U37() { ByteLease l = pool.Rent(4); var s = l.Span; l.Return(); l = pool.Rent(4); s.Clear(); l.Return(); } // TIDE002
    public void U38(int n) { var a = pool.Allocate(4); var old = a.Memory; a.Return(); a.Allocate(n); old.Span.Clear(); a.Return(); } // TIDE002
    public int U39() { var l = pool.Rent(4); var seq = new ReadOnlySequence<byte>(l.Memory); l.Return(); return seq.ToArray()[0]; } // TIDE002
    public int U40() { var l = pool.Rent(4); List<Memory<byte>> parts = [l.Memory, new byte[3]]; l.Return(); return parts[0].Span[0]; } // TIDE002
    public int U41() { var l = pool.Rent(4); Memory<byte>[] parts = [l.Memory]; l.Return(); foreach (var p in parts) return p.Span[0]; return 0; } // TIDE002
    public int U42() { var l = pool.Rent(4); var parts = new Dictionary<int, Memory<byte>> { [3] = l.Memory }; l.Return(); return parts[3].Span[0]; } // TIDE002
    public int U43() { var l = pool.Rent(4); IEnumerable<byte> q = MemoryMarshal.ToEnumerable<byte>(l.Memory); l.Return(); return q.First(); } // TIDE002
    public async Task U44() { var l = pool.Rent(4); var tasks = new List<Task> { stream.WriteAsync(l.Memory).AsTask() }; l.Return(); await Task.WhenAll(tasks); } // TIDE002
    public int U45() { var l = pool.Rent(4); l.Return(); Look(l); return 1; } // TIDE002
    public int U46() { var l = pool.Rent(4); Finish(l); return l.Length; } // TIDE002
    public int U47() { var l = pool.Rent(4); var copy = l; l.Return(); return copy.Span[0]; } // TIDE002
    public int U48() { var l = pool.Rent(4); ByteLease? copy = l; l.Return(); return copy!.Value.Span[0]; } // TIDE002
    public int U49() { var l = pool.Rent(4); l.Dispose(); return l is { Span: [var first, ..] } ? first : 0; } // TIDE002
    public int U50() { using var l = pool.Rent(4); l.Return(); return l.Memory.Length; } // TIDE002
    public void D1() { var l = pool.Rent(4); l.Return(); l.Return(); } // TIDE003
    public void D2(bool x) { var l = pool.Rent(4); if (x) l.Return(); l.Return(); } // TIDE003
    public void D3() { var l = pool.Rent(4); l.Dispose(); l.Return(); } // TIDE003
    public void D4() { var l = pool.Rent(4); var c = l; l.Return(); c.Return(); } // TIDE006
    public void D5() { var l = pool.Rent(4); using var c = l; l.Return(); c.Return(); } // TIDE006
    public void D6() { var l = pool.Rent(4); for (int i = 0; i < 3; i++) l.Return(); } // TIDE007
    public void D7() { var l = pool.Rent(4); try { stream.Write(l.Span); l.Return(); stream.Flush(); } catch (IOException) { l.Return(); } } // TIDE007
    public void D8() { var l = pool.Rent(4); try { stream.Write(l.Span); } catch (IOException) { l.Return(); } finally { l.Return(); } } // TIDE007
    public void D9() { byte[] a = s_arrays.Rent(10); s_arrays.Return(a); s_arrays.Return(a); } // TIDE003
    public void D10() { byte[] a = s_arrays.Rent(10); try { stream.Write(a); s_arrays.Return(a); } finally { s_arrays.Return(a); } } // TIDE003
    public void D11() { var l = pool.Rent(4); Finish(l); l.Return(); } // TIDE003
    public void D12() { var l = pool.Rent(4); Done(); l.Return(); void Done() => l.Return(); } // TIDE003
    public void D13() { var l = pool.Rent(4); (l, var other) = (pool.Rent(5), l); l.Return(); other.Return(); other.Return(); } // TIDE003
    public void D14() { var l = pool.Rent(4); while (true) { l.Return(); if (stream.CanRead) break; } } // TIDE007
    public Memory<byte> O1() { using var l = pool.Rent(4); return l.Memory; } // TIDE004
    public Span<byte> O2() { using var l = pool.Rent(4); return l.Span[..2]; } // TIDE004
    public void O3() { using var l = pool.Rent(4); _view = l.Memory; } // TIDE004
    public void O4() { using var l = pool.Rent(4); _maybe = l.Memory; } // TIDE004
    public void O5() { using var l = pool.Rent(4); s_view = l.Memory; } // TIDE004
    public void O6() { using var l = pool.Rent(4); View = l.Memory; } // TIDE004
    public void O7() { using var l = pool.Rent(4); _holder = new Holder(l.Memory); } // TIDE004
    public void O8() { using var l = pool.Rent(4); _list.Add(l.Memory); } // TIDE004
    public void O9() { using var l = pool.Rent(4); _channel.Writer.TryWrite(l.Memory[..1]); } // TIDE004
    public void O10() { using var l = pool.Rent(4); _packets["a"] = new(1, l.Memory); } // TIDE004
    public void O11() { using var l = pool.Rent(4); _task = stream.WriteAsync(l.Memory).AsTask(); } // TIDE004
    public Task O12() { using var l = pool.Rent(4); return stream.WriteAsync(l.Memory).AsTask(); } // TIDE004
    public ValueTask<int> O13() { using var l = pool.Rent(4); return stream.ReadAsync(l.Memory); } // TIDE004
    public void O14() { using var l = pool.Rent(4); var m = l.Memory; _get = () => m.Span[0]; } // TIDE004
    public IEnumerable<byte> O15() { using var l = pool.Rent(4); var m = l.Memory; return Enumerable.Range(0, 4).Select(i => m.Span[i]); } // TIDE004
    public void O16() { using var l = pool.Rent(4); _later = MemoryMarshal.ToEnumerable<byte>(l.Memory); } // TIDE004
    public void O17() { using var l = pool.Rent(4); Ticked += i => l.Span[i] = 1; } // TIDE004
    public ByteLease O18() { using var l = pool.Rent(4); return l; } // TIDE004
    public ByteLease O19() { var l = pool.Rent(4); try { return l; } finally { l.Return(); } } // TIDE004
    public void O20(out Memory<byte> m) { using var l = pool.Rent(4); m = l.Memory; } // TIDE004
    public void O21(ref ReadOnlySpan<byte> m) { using var l = pool.Rent(4); m = l.Span; } // TIDE004
    public void O22() { using var l = pool.Rent(4); _lease = l; } // TIDE004
    public void O23(int id) { using var l = pool.Rent(4); _leases.TryAdd(id, l); } // TIDE004
    public (int, Memory<byte>) O24() { using var l = pool.Rent(4); return (1, l.Memory); } // TIDE004
    public Packet O25() { using var l = pool.Rent(4); return new Packet(1, l.Memory); } // TIDE004
    public Packet O26(Packet p) { using var l = pool.Rent(4); return p with { Body = l.Memory }; } // TIDE004
    public void O27(Node n) { using var l = pool.Rent(4); n.Next = new Node { Payload = l.Memory }; } // TIDE004
    public ReadOnlySequence<byte> O28() { using var s = pool.RentSequence(4); return s.Sequence; } // TIDE004
    public ReadOnlySequence<byte> O29() { using var s = new PooledStream(pool); s.WriteByte(1); return s.GetReadOnlySequence(); } // TIDE004
    public ReadOnlyMemory<byte> O30() { using var s = new PooledBufferWriter(pool); s.Write("a"u8); return s.WrittenMemory; } // TIDE004
    public Stream O31() { using var s = new PooledStream(pool); s.WriteByte(1); return s; } // TIDE004
    public Memory<byte> O32() { using var o = pool.AsMemoryPool().Rent(4); return o.Memory; } // TIDE004
    public IMemoryOwner<byte> O33() { using var o = MemoryPool<byte>.Shared.Rent(4); return o; } // TIDE004
    public byte[] O34() { byte[] a = s_arrays.Rent(4); try { stream.ReadExactly(a); return a; } finally { s_arrays.Return(a); } } // TIDE004
    public ArraySegment<byte> O35() { byte[] a = s_arrays.Rent(4); try { return new(a, 0, 4); } finally { s_arrays.Return(a); } } // TIDE004
    public Memory<byte> O36() { byte[] a = s_arrays.Rent(4); try { return a.AsMemory(0, 4); } finally { s_arrays.Return(a); } } // TIDE004
    public Task O37() { byte[] a = s_arrays.Rent(4); try { return stream.WriteAsync(a, 0, 4); } finally { s_arrays.Return(a); } } // TIDE004
    public void O38() { byte[] a = s_arrays.Rent(4); _array = a; s_arrays.Return(a); } // TIDE004
    public Stream O39() { byte[] a = s_arrays.Rent(4); try { return new MemoryStream(a, 0, 4); } finally { s_arrays.Return(a); } } // TIDE004
    public void O40() { byte[] a = s_arrays.Rent(4); _segment = new(a, 0, 4); s_arrays.Return(a); } // TIDE004
    public ref byte O41() { using var l = pool.Rent(4); return ref l.Span[0]; } // TIDE004
    public void O42() { using var l = pool.Rent(4); _lazy = new Lazy<int>(() => l.Span[0]); } // TIDE004
    public void O43() { using var l = pool.Rent(4); _pair = (1, l.Memory); } // TIDE004
    public void O44() { using var q = pool.RentSequence(5); _sequence = q.Sequence.Slice(1, 2); } // TIDE004
    public Reader O45() { using var l = pool.Rent(4); return new Reader(l.Span); } // TIDE004
    public async Task<ReadOnlyMemory<byte>> O46() { using var l = pool.Rent(4); int n = await stream.ReadAsync(l.Memory); return l.Memory[..n]; } // TIDE004
    public Memory<byte>? O47(bool b) { using var l = pool.Rent(4); return b ? l.Memory : null; } // TIDE004
    public Memory<byte> O48(Kind k) { using var l = pool.Rent(4); return k switch { Kind.A => l.Memory, _ => default }; } // TIDE004
    public object O49() { using var l = pool.Rent(4); return l.Memory; } // TIDE004
    public Func<Stream, ValueTask> O50() { using var l = pool.Rent(4); return s => s.WriteAsync(l.Memory); } // TIDE004
    public IEnumerable<Memory<byte>> O51() { using var l = pool.Rent(4); return [l.Memory]; } // TIDE004
    public List<Memory<byte>> O52() { using var l = pool.Rent(4); var list = new List<Memory<byte>>(); list.Add(l.Memory); return list; } // TIDE004
    public void O53(IList<Memory<byte>> list) { using var l = pool.Rent(4); list.Add(l.Memory); } // TIDE004
    public void O54(Memory<byte>[] list) { using var l = pool.Rent(4); list[0] = l.Memory; } // TIDE004
    public ValueTask<Memory<byte>> O56() { using var l = pool.Rent(4); return new(l.Memory); } // TIDE004
    public Task<Memory<byte>> O57() { using var l = pool.Rent(4); return Task.FromResult(l.Memory); } // TIDE004
    public Stream O58() { using var l = pool.Rent(4); return new Holder2(l.Memory); } // TIDE004
    public void O59() { using var s = new PooledStream(pool); _stream = s; } // TIDE004
    private sealed class Holder2(Memory<byte> m) : MemoryStream { public int N => m.Span[0]; }
    public void W1() { using var l = pool.Rent(4); _ = stream.WriteAsync(l.Memory); } // TIDE010
    public void W2() { using var l = pool.Rent(4); Task.Run(() => l.Span.Clear()); } // TIDE010
    public void W3() { using var l = pool.Rent(4); new Thread(() => l.Span.Clear()).Start(); } // TIDE010
    public void W4() { using var l = pool.Rent(4); ThreadPool.UnsafeQueueUserWorkItem(static s => s.Span.Clear(), l, preferLocal: true); } // TIDE010
    public void W5() { var l = pool.Rent(4); var t = stream.WriteAsync(l.Memory); l.Return(); } // TIDE010
    public void W6() { using var l = pool.Rent(4); Send(l.Memory); } // TIDE010
    private async void Send(Memory<byte> m) { await stream.WriteAsync(m); }
    public void W7() { byte[] a = s_arrays.Rent(4); _ = stream.WriteAsync(a, 0, 4); s_arrays.Return(a); } // TIDE010
    public void W8() { using var s = new PooledStream(pool); _ = s.CopyToAsync(stream); } // TIDE010
    public void W9() { using var l = pool.Rent(4); Task.Factory.StartNew(() => l.Span.Clear()); } // TIDE010
    public void W10() { using var l = pool.Rent(4); _ = writer.WriteAsync(l.Memory).AsTask().ContinueWith(t => { }); } // TIDE010
}
public enum Kind { A, B }
