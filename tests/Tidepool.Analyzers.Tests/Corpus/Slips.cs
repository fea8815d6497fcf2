using Tidepool; using System.Buffers; using System.Buffers.Binary; using System.Collections.Concurrent; using System.IO.Compression; using System.IO.Pipelines; using System.Net.Sockets; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Security.Cryptography; using System.Text; using System.Text.Json; using System.Threading.Channels;
namespace Corpus;
// Code of servers with one slip in each method.
public readonly ref struct SlipView(ByteLease lease) { public ReadOnlySpan<byte> Body => lease.Span[4..]; }
public interface ISlipSink { void Take([TakesOwnership] ByteLease lease); int Measure([KeepsOwnership] ByteLease lease); [return: GivesOwnership] ByteLease Next(); }
public sealed class SlipNode { public ReadOnlyMemory<byte> Body; public byte[]? Raw { get; set; } public Func<int>? Read; public SlipNode? Next; }
public sealed class Slips(BytePool pool, Stream wire, ArrayPool<byte> arrays, ISlipSink sink)
{
    private ReadOnlyMemory<byte> _last; private Func<int>? _reader; private readonly List<ReadOnlyMemory<byte>> _parts = []; private readonly Channel<ReadOnlyMemory<byte>> _channel = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(); private byte[]? _array; private Task? _task; private readonly Dictionary<string, ReadOnlyMemory<byte>> _map = []; private static ArraySegment<byte> s_segment; private Timer? _timer; private event Action? Closed; private readonly SlipNode _node = new(); private Lazy<int>? _lazy;
    public static T Run<T>(BytePool p, int n, Func<int, T> use) { var l = p.Rent(n); // TIDE001
        return use(l.Length); }
    public static T Cast<T>(BytePool p, int n) where T : unmanaged { var l = p.Rent(n); l.Return(); return MemoryMarshal.Read<T>(l.Span); } // TIDE002
    public int L01(int kind) { switch (kind) { case 1: var l = pool.Rent(3); return l.Length; // TIDE001
            default: return 0; } }
    public int L02(int n) { var l = pool.Rent(n); // TIDE001
        if (wire.Read(l.Span) == 0) { return -1; } int r = l.Span[0]; l.Return(); return r; }
    public void L03(int n) { var l = pool.Rent(n); // TIDE001
        if (n > 100) { throw new ArgumentOutOfRangeException(nameof(n)); } l.Return(); }
    public void L04(int n) { for (int i = 0; i < n; i++) { var l = pool.Rent(i + 1); // TIDE001
            if (wire.Read(l.Span) == 0) { continue; } l.Return(); } }
    public void L05(int n) { for (int i = 0; i < n; i++) { var l = pool.Rent(i + 1); // TIDE001
            if (wire.Read(l.Span) == 0) { break; } l.Return(); } }
    public void L06(int n) { ByteLease l = default; for (int i = 0; i < n; i++) { l = pool.Rent(i + 1); // TIDE001
        } l.Dispose(); }
    public void L07(int n) { pool.Rent(n); } // TIDE001
    public int L08(int n) => pool.Rent(n).Length; // TIDE001
    public async Task L09(CancellationToken token) { var l = await pool.RentAsync(8, token); // TIDE001
        int n = await wire.ReadAsync(l.Memory, token); if (n < 8) { return; } l.Return(); }
    public bool L10(int n) { if (!pool.TryRent(n, out var l)) // TIDE001
        { return false; } wire.Write(l.Span); return true; }
    public void L11() { var l = sink.Next(); // TIDE001
        wire.Write(l.Span); }
    public int L12(int n) { var l = pool.Rent(n); // TIDE001
        return sink.Measure(l); }
    public int L13(int n) { using var a = pool.Rent(n); ByteLease b = pool.Rent(n); // TIDE001
        a.Span.CopyTo(b.Span); return b.Span[0]; }
    public IEnumerable<int> L14(int n) { var l = pool.Rent(n); // TIDE001
        for (int i = 0; i < n; i++) { yield return l.Span[i]; } }
    public int L15(int n) { ByteLease l = n > 3 ? pool.Rent(n) : pool.Rent(3); // TIDE001 TIDE001
        return l.Span[0]; }
    public int L16(int n) { var (l, size) = (pool.Rent(n), n); // TIDE001
        return wire.Read(l.Span[..size]); }
    public int L17(int n) { bool big = n > 10; ByteLease l = default; if (big) { l = pool.Rent(n); } // TIDE001
        int r = wire.ReadByte(); if (n > 20) { l.Return(); } return r; }
    public int L18(string s) { int count = s.Length; ByteLease l = default; if (count > 10) { l = pool.Rent(count); } // TIDE001
        if (s.Length > 11) { l.Return(); } return count; }
    public int L19(int n) { int size = n; ByteLease l = size > 10 ? pool.Rent(size) : default; // TIDE001
        if (n <= 10) { l.Dispose(); } return size; }
    public int L20(int n) { (ByteLease l, bool rented) = n > 10 ? (pool.Rent(n), true) : (default, false); // TIDE001
        int r = wire.ReadByte(); if (!rented) { l.Dispose(); } return r; }
    public int L21(int n) { (ByteLease a, ByteLease b) = n > 10 ? (pool.Rent(n), pool.Rent(1)) : (pool.Rent(2), pool.Rent(n)); // TIDE001 TIDE001
        a.Return(); return n; }
    public async Task L22(int n) { var l = pool.Rent(n); // unseen TIDE001
        await Task.Run(() => l.Span.Clear()); }
    public int L23(int n) { var a = pool.Allocate(n); // TIDE001
        return a.Span[0]; }
    public long L24(long n) { var s = pool.RentSequence(n); // TIDE001
        return s.Sequence.Length; }
    public int L25(int n) { var l = pool.Rent(n); l.Return(); return l.Span[0]; } // TIDE002
    public int L26(int n) { var l = pool.Rent(n); Span<byte> s = l.Span; l.Return(); return s[0]; } // TIDE002
    public int L27(int n) { var l = pool.Rent(n); var v = new SlipView(l); l.Return(); return v.Body.Length; } // unseen TIDE002
    public int L28(int n) { var l = pool.Rent(n); Memory<byte> m = l.Memory[1..]; l.Return(); return wire.Read(m.Span); } // TIDE002
    public async Task L29(int n) { var l = pool.Rent(n); l.Return(); await wire.WriteAsync(l.Memory); } // TIDE002
    public int L30(int n) { var l = pool.Rent(n); sink.Take(l); return l.Length; } // TIDE002
    public void L31(int n) { var l = pool.Rent(n); try { wire.Write(l.Span); } finally { l.Return(); } l.Span.Clear(); } // TIDE002
    public int L32(int n) { ReadOnlySpan<byte> s; using (var l = pool.Rent(n)) { s = l.Span; } return s[0]; } // TIDE002
    public int L33(int n) { ReadOnlyMemory<byte> m; { using var l = pool.Rent(n); m = l.Memory; } return m.Span[0]; } // TIDE002
    public int L34(int n) { var l = pool.Rent(n); if (n > 3) { l.Return(); } return n > 3 ? l.Span[0] : Free(l); } // TIDE002
    private static int Free(ByteLease l) { int r = l.Length; l.Return(); return r; }
    public int L35(int n) { var l = pool.Rent(n); int r = Free(l); return r + l.Span[0]; } // TIDE002
    public int L36(int n) { var l = pool.Rent(n); bool done = n > 10; if (done) { l.Return(); } int r = n > 10 ? l.Length : 0; if (!done) { l.Return(); } return r; } // TIDE002
    public int L37(string s) { var l = pool.Rent(8); int count = s.Length; if (count == 0) { l.Return(); } if (s.Length == 0) { return l.Span[0]; } l.Return(); return 1; } // TIDE002
    public int L38(int n) { byte[] b = arrays.Rent(n); arrays.Return(b); return b[0]; } // TIDE002
    public int L39(int n) { byte[]? rented = null; Span<byte> b = n <= 256 ? stackalloc byte[256] : (rented = arrays.Rent(n)); int used = wire.Read(b); if (rented is not null) { arrays.Return(rented); } return b[..used].IndexOf((byte)0); } // TIDE002
    public int L40(int n) { ByteLease l = default; Span<byte> b = n <= 256 ? stackalloc byte[256] : (l = pool.Rent(n)).Span; l.Dispose(); return wire.Read(b); } // TIDE002
    public async Task<int> L41(int n) { byte[] b = arrays.Rent(n); try { await wire.ReadExactlyAsync(b.AsMemory(0, n)); } finally { arrays.Return(b); } return BinaryPrimitives.ReadInt32BigEndian(b); } // TIDE002
    public byte[] L42(object value) { var w = new PooledBufferWriter(pool); JsonSerializer.Serialize(new Utf8JsonWriter(w), value); w.Dispose(); return w.WrittenSpan.ToArray(); } // TIDE002
    public byte[] L43(byte[] data) { var s = new PooledStream(pool); using (s) { s.Write(data); } return s.ToArray(); } // TIDE002
    public int L44(int n) { var a = pool.Allocate(n); Memory<byte> m = a.Memory; a.Return(); a.Allocate(n); int r = m.Span[0]; a.Return(); return r; } // TIDE002
    public int L45(int n) { IMemoryOwner<byte> o = MemoryPool<byte>.Shared.Rent(n); Memory<byte> m = o.Memory; o.Dispose(); return m.Span[0]; } // TIDE002
    public int L46(int n) { foreach (int i in Enumerable.Range(0, n)) { var l = pool.Rent(i); l.Return(); wire.Write(l.Span); } return n; } // TIDE002
    public string L47(int n) { var l = pool.Rent(n); try { return $"{n}"; } finally { l.Return(); wire.Write(l.Span); } } // TIDE002
    public int L48(int n) { (ByteLease l, int size) = n > 3 ? (pool.Rent(n), n) : (pool.Rent(3), 3); l.Return(); return l.Span[size - 1]; } // TIDE002
    public int L49(int n) { var l = pool.Rent(n); switch (n) { case 1: l.Return(); goto default; case 2: l.Return(); return 2; default: return l.Span[0] + Free(l); } } // TIDE002
    public void L50(int n) { var l = pool.Rent(n); l.Return(); l.Return(); } // TIDE003
    public void L51(int n) { var l = pool.Rent(n); try { wire.Write(l.Span); l.Return(); } finally { l.Return(); } } // TIDE003
    public void L52(int n) { var l = pool.Rent(n); if (wire.CanRead) { l.Return(); } l.Return(); } // TIDE003
    public void L53(int n) { var l = pool.Rent(n); sink.Take(l); l.Return(); } // TIDE003
    public void L54(int n) { var l = pool.Rent(n); Free(l); l.Return(); } // TIDE003
    public void L55(int n) { byte[] b = arrays.Rent(n); wire.ReadExactly(b, 0, n); arrays.Return(b); arrays.Return(b); } // TIDE003
    public void L56(int n) { var l = pool.Rent(n); bool big = n > 10; if (big) { l.Return(); } if (n > 5) { l.Return(); } else { l.Dispose(); } } // TIDE003
    public void L57(int n) { var a = pool.Rent(n); var b = a; a.Return(); b.Return(); } // TIDE006
    public void L58(int n) { var a = pool.Rent(n); var pair = (a, a); pair.Item1.Return(); pair.Item2.Return(); } // TIDE003
    public void L59(int n) { var l = pool.Rent(n); for (int i = 0; i < n; i++) { wire.Write(l.Span); l.Return(); } } // TIDE007
    public void L60(int n) { byte[] b = arrays.Rent(n); try { wire.ReadExactly(b, 0, n); arrays.Return(b); wire.Flush(); } catch (IOException) { arrays.Return(b); throw; } } // TIDE007
    public ReadOnlyMemory<byte> L61(int n) { using var l = pool.Rent(n); return l.Memory; } // TIDE004
    public void L62(int n) { using var l = pool.Rent(n); _last = l.Memory; } // TIDE004
    public void L63(int n) { using var l = pool.Rent(n); _parts.Add(l.Memory[1..]); } // TIDE004
    public void L64(int n) { var l = pool.Rent(n); _channel.Writer.TryWrite(l.Memory); l.Return(); } // TIDE004
    public void L65(int n) { using var l = pool.Rent(n); _reader = () => l.Span[0]; } // TIDE004
    public void L66(string key, int n) { using var l = pool.Rent(n); _map[key] = l.Memory; } // TIDE004
    public void L67(int n) { byte[] b = arrays.Rent(n); _array = b; arrays.Return(b); } // TIDE004
    public void L68(int n) { byte[] b = arrays.Rent(n); s_segment = new ArraySegment<byte>(b, 0, n); arrays.Return(b); } // TIDE004
    public ByteLease L69(int n) { using var l = pool.Rent(n); l.Span.Clear(); return l; } // TIDE004
    public SlipNode L70(int n) { using var l = pool.Rent(n); return new SlipNode { Body = l.Memory }; } // TIDE004
    public void L71(int n) { using var l = pool.Rent(n); _node.Next = new SlipNode { Body = l.Memory }; } // TIDE004
    public IEnumerable<byte> L72(int n) { using var l = pool.Rent(n); return MemoryMarshal.ToEnumerable<byte>(l.Memory); } // TIDE004
    public Stream L73(int n) { byte[] b = arrays.Rent(n); try { return new MemoryStream(b, 0, n); } finally { arrays.Return(b); } } // TIDE004
    public void L74(int n) { using var l = pool.Rent(n); Closed += () => wire.Write(l.Span); } // TIDE004
    public void L75(int n) { using var l = pool.Rent(n); _lazy = new Lazy<int>(() => l.Span[0]); } // TIDE004
    public Task L76(int n) { using var l = pool.Rent(n); return wire.WriteAsync(l.Memory).AsTask(); } // TIDE004
    public void L77(int n) { using var l = pool.Rent(n); _ = wire.WriteAsync(l.Memory); } // TIDE010
    public void L78(int n) { using var l = pool.Rent(n); Task.Run(() => l.Span.Clear()); } // TIDE010
    public async Task L79(int n) { byte[] b = arrays.Rent(n); var t = wire.ReadAsync(b, 0, n); arrays.Return(b); await t; } // TIDE002
    public void L80(int n) { using var l = pool.Rent(n); _timer = new Timer(_ => wire.Write(l.Span), null, 100, -1); } // TIDE004
    public void L81(int n) { using var l = pool.Rent(n); _task = Pump(l.Memory); } // TIDE004
    private async Task Pump(ReadOnlyMemory<byte> m) { await wire.WriteAsync(m); }
    public int L82(int n) { var l = pool.Rent(n); ReadOnlyMemory<byte>[] parts = [l.Memory]; ReadOnlyMemory<ReadOnlyMemory<byte>> all = parts; l.Return(); return all.Span[0].Span[0]; } // TIDE002
    public void L83(byte[]? b) { if (b is null) { var l = pool.Rent(3); // TIDE001
            wire.Write(l.Span); return; } arrays.Return(b); }
}
