using Tidepool; using System.Buffers; using System.Buffers.Binary; using System.Net.Sockets; using System.Runtime.CompilerServices; using System.Text; using System.Threading.Channels;
namespace Corpus;
// Faults that are certain, in the forms of today's C#.
public ref struct Pane(Span<byte> bytes) { public Span<byte> Bytes = bytes; public readonly int Sum() => Bytes.Length; }
public static class FaultyExtensions { extension(ByteLease lease) { public int FirstByte => lease.Span[0]; } }
public sealed class ModernFaults(BytePool pool, Stream stream, ArrayPool<byte> arrays)
{
    private readonly Lock _gate = new(); private Memory<byte> _kept; private readonly List<Memory<byte>> _list = []; private static void Work(ReadOnlySpan<byte> b) { } private static bool Ask() => DateTime.Now.Ticks % 2 == 0;
    private Memory<byte> Shown { get; set => field = value; }
    public int F01(int kind) { var lease = pool.Rent(4); lease.Return(); return kind switch { 0 => lease.Span[0], _ => 1 }; } // TIDE002
    public int F02(int kind) { var lease = pool.Rent(4); int r = kind switch { 0 => lease.Span[0], _ => 1 }; lease.Return(); lease.Return(); return r; } // TIDE003
    public int F03(string? s) { var lease = pool.Rent(4); if (s?.Length > 3) { return 1; } lease.Return(); return 0; } // TIDE001
    public int F04(string? s) { ByteLease lease = default; if (s?.Length > 3) { lease = pool.Rent(3); } return s?.Length > 3 ? lease.Length : 0; } // TIDE001
    public int F05(string? s) { ByteLease lease = pool.Rent(3); if (s?.Length > 3) { lease.Return(); } if (s?.Length > 3) { return lease.Span[0]; } lease.Return(); return 0; } // TIDE002
    public async IAsyncEnumerable<int> F06() { var lease = pool.Rent(64); int n; while ((n = await stream.ReadAsync(lease.Memory)) > 0) { yield return n; } } // TIDE001
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> F07() { var lease = pool.Rent(64); await stream.ReadExactlyAsync(lease.Memory); lease.Return(); yield return lease.Memory; } // TIDE002
    public int F08() { var lease = pool.Rent(4); lease.Return(); return Read(); int Read() => lease.Span[0]; } // TIDE002
    public int F09(object o) { var lease = pool.Rent(4); if (o is string { Length: > 3 } s) { return s.Length; } lease.Return(); return 0; } // TIDE001
    public int F10() { again: var lease = pool.Rent(4); if (Ask()) { goto again; } lease.Return(); return 0; } // TIDE001
    public int F11() { var lease = pool.Rent(4); if (Ask()) { goto done; } lease.Return(); done: return lease.Span[0]; } // TIDE002
    public int F12() { var lease = pool.Rent(4); Span<byte> s = lease.Span[1..]; lease.Return(); return s[0]; } // TIDE002
    public int F13() { Pane w; { var lease = pool.Rent(4); w = new Pane(lease.Span); lease.Return(); } return w.Sum(); } // TIDE002
    public int F14(bool f) { ByteLease? lease = f ? pool.Rent(4) : null; lease?.Return(); return lease?.Span[0] ?? 0; } // TIDE002
    public int F15() { ByteLease? lease = pool.Rent(4); lease?.Return(); lease?.Return(); return 0; } // TIDE003
    public int F16(bool f) { ByteLease? lease = f ? pool.Rent(4) : null; return lease?.Length ?? 0; } // TIDE001
    public Memory<byte> F17() { using var lease = pool.Rent(4); return lease.Memory[1..]; } // TIDE004
    public void F18() { using var lease = pool.Rent(4); _kept = lease.Memory; } // TIDE004
    public void F19() { using var lease = pool.Rent(4); Shown = lease.Memory; } // TIDE004
    public void F20() { using var lease = pool.Rent(4); _list.Add(lease.Memory[..2]); } // TIDE004
    public Memory<byte>[] F21() { using var lease = pool.Rent(4); return [lease.Memory]; } // TIDE004
    public (int, Memory<byte>) F22() { using var lease = pool.Rent(4); return (1, lease.Memory); } // TIDE004
    public Func<int> F23() { using var lease = pool.Rent(4); return () => lease.Span[0]; } // TIDE004
    public void F24() { using var lease = pool.Rent(4); _ = stream.WriteAsync(lease.Memory); } // TIDE010
    public void F25() { using var lease = pool.Rent(4); stream.WriteAsync(lease.Memory).AsTask(); } // TIDE010
    public Task F26() { using var lease = pool.Rent(4); return stream.WriteAsync(lease.Memory).AsTask(); } // TIDE004
    public void F27() { using var lease = pool.Rent(4); _ = Task.Run(() => lease.Span.Clear()); } // TIDE010
    public async Task F28() { var lease = pool.Rent(4); ValueTask t = stream.WriteAsync(lease.Memory); lease.Return(); await t; } // TIDE002
    public void F29() { lock (_gate) { var lease = pool.Rent(4); if (lease.Span[0] == 1) { return; } lease.Return(); } } // TIDE001
    public void F30() { var lease = pool.Rent(4); lock (_gate) { lease.Return(); } lease.Span.Clear(); } // TIDE002
    public int F31() { var lease = pool.Rent(4); try { Work(lease.Span); lease.Return(); } catch (IOException) { lease.Return(); } finally { lease.Return(); } return 0; } // TIDE003
    public void F32() { var lease = pool.Rent(4); foreach (int i in (int[])[1, 2]) { lease.Return(); } } // TIDE007
    public void F33() { var lease = pool.Rent(4); while (Ask()) { Work(lease.Span); lease.Return(); } } // TIDE007
    public int F34(int n) { if (!pool.TryRent(n, out var lease)) { return 0; } return lease.Length; } // TIDE001
    public async Task<int> F35() { var lease = await pool.RentAsync(4); return lease.Length; } // TIDE001
    public int F36() { pool.Rent(4).Span.Clear(); return 0; } // TIDE001
    public int F37() { var a = pool.Rent(4); var b = a; a.Return(); b.Return(); return 0; } // TIDE006
    public int F38() { var (first, second) = (pool.Rent(1), pool.Rent(2)); second.Return(); return first.Length; } // TIDE001
    public int F39() { ByteLease lease = pool.Rent(4); ref byte first = ref lease.Span[0]; lease.Return(); return first; } // TIDE002
    public ref byte F40() { using ByteLease lease = pool.Rent(4); return ref lease.Span[0]; } // TIDE004
    public int F41() { using var lease = pool.Rent(4); lease.Return(); return lease.FirstByte; } // TIDE002
    public void F42() { byte[] a = arrays.Rent(4); arrays.Return(a); arrays.Return(a); } // TIDE003
    public int F43() { byte[] a = arrays.Rent(4); arrays.Return(a); return a[0]; } // TIDE002
    public byte[] F44() { byte[] a = arrays.Rent(4); try { a[0] = 1; } finally { arrays.Return(a); } return a; } // TIDE002
    public void F45(bool f) { byte[] a = arrays.Rent(4); if (f) { arrays.Return(a); } Array.Clear(a, 0, 4); if (!f) { arrays.Return(a); } } // TIDE002
    public ArraySegment<byte> F46() { byte[] a = arrays.Rent(4); arrays.Return(a); return new ArraySegment<byte>(a, 0, 2); } // TIDE002
    public async Task F47() { byte[] a = arrays.Rent(4); Task t = stream.WriteAsync(a, 0, 4); arrays.Return(a); await t; } // TIDE002
    public Memory<byte> F48() { byte[] a = arrays.Rent(4); arrays.Return(a); return a.AsMemory(); } // TIDE002
    public string F49() { byte[] a = arrays.Rent(4); try { stream.ReadExactly(a, 0, 4); } finally { arrays.Return(a); } return Encoding.UTF8.GetString(a, 0, 4); } // TIDE002
    public void F50() { var p = pool.AsArrayPool(); byte[] a = p.Rent(4); p.Return(a); a[0] = 1; } // TIDE002 TIDE008
    public void F51() { var p = pool.AsArrayPool(); byte[] a = p.Rent(4); try { stream.Write(a, 0, 4); p.Return(a); } finally { p.Return(a); } } // TIDE003 TIDE008
    public int F52(int kind) { switch (kind) { case 0: var lease = pool.Rent(4); return lease.Length; default: return 0; } } // TIDE001
    public int F53(ReadOnlySpan<char> s) { var lease = pool.Rent(4); int r = s switch { "a" => 1, ['b', ..] => throw new FormatException(), _ => 0 }; lease.Return(); return r; } // TIDE001
    public void F54() { Memory<byte> m; using (var lease = pool.Rent(4)) { m = lease.Memory; } m.Span.Clear(); } // TIDE002
    public void F55() { ReadOnlySequence<byte> s; using (var lease = pool.RentSequence(4)) { s = lease.Sequence; } Work(s.FirstSpan); } // TIDE002
    public int F56() { var lease = pool.Rent(4); var copy = lease; lease.Return(); return copy.Span[0]; } // TIDE002
    public int F57() { var lease = pool.Rent(4); try { return lease.Span[0]; } catch (InvalidOperationException) { lease.Return(); return -1; } } // TIDE001
    public async Task F58(CancellationToken ct) { var lease = pool.Rent(4); await stream.ReadExactlyAsync(lease.Memory, ct); if (lease.Span[0] == 0) { throw new InvalidDataException(); } lease.Return(); } // TIDE001
    public IEnumerable<byte> F59() { using var lease = pool.Rent(4); lease.Return(); foreach (byte b in lease.Span.ToArray()) { yield return b; } } // TIDE002
    public int F60(Span<ByteLease> to) { var lease = pool.Rent(4); lease.Return(); ByteLease again = lease; return again.Length + lease.Span[0]; } // TIDE002
}
