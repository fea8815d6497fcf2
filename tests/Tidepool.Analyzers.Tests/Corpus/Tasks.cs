using Tidepool; using System.Buffers; namespace Corpus;
// Tasks that are kept, owners that are made of leases, states, counts and lazy sequences: all correct.
public sealed class Again(BytePool pool, ArrayPool<byte> arrays, Stream stream)
{
    private static readonly ArrayPool<byte> s_arrays = ArrayPool<byte>.Create();
    private Task? _task; private readonly List<Task> _tasks = []; private Memory<byte> _view; private Stream? _s;
    public async Task G1() { using var l = pool.Rent(3); _task = stream.WriteAsync(l.Memory).AsTask(); await _task; }
    public async Task G2() { using var l = pool.Rent(3); _tasks.Add(stream.WriteAsync(l.Memory).AsTask()); await Task.WhenAll(_tasks); }
    public void G3() { using var l = pool.Rent(3); _task = stream.WriteAsync(l.Memory).AsTask(); _task.Wait(); }
    public void G4() { using var s = new PooledStream(pool); _s = s; Work(); _s = null; }
    public void G5() { using var s = new PooledStream(pool); _s = s; Work(); }
    private void Work() => _s?.Flush();
    public void G6(List<Stream> all) { var s = new PooledStream(pool); all.Add(s); s.WriteByte(1); }
    public async Task G7(List<Task> all) { byte[] a = arrays.Rent(3); all.Add(stream.WriteAsync(a, 0, 3)); await Task.WhenAll(all); arrays.Return(a); }
    public async Task<byte[]> G8() { byte[] a = arrays.Rent(3); try { await stream.ReadExactlyAsync(a, 0, 3); return a[..3]; } finally { arrays.Return(a); } }
    public async Task<ReadOnlyMemory<byte>> G9() { byte[] a = arrays.Rent(3); await stream.ReadExactlyAsync(a, 0, 3); return a.AsMemory(0, 3); }
    public static async Task<int> G10(Stream s) { byte[] a = s_arrays.Rent(3); try { Task<int> t = s.ReadAsync(a, 0, 3); return t.IsCompletedSuccessfully ? t.Result : await t.ConfigureAwait(false); } finally { s_arrays.Return(a); } }
    public Task<int> G11() { byte[] a = arrays.Rent(3); Task<int> t = stream.ReadAsync(a, 0, 3); if (t.IsCompletedSuccessfully) { arrays.Return(a); return t; } return Finish(t, a); }
    private async Task<int> Finish(Task<int> t, byte[] a) { try { return await t; } finally { arrays.Return(a); } }
    public ValueTask G12(ReadOnlyMemory<byte> m) { byte[] a = arrays.Rent(m.Length); m.CopyTo(a); return Send(stream.WriteAsync(a.AsMemory(0, m.Length)), a); }
    private async ValueTask Send(ValueTask t, byte[] a) { try { await t; } finally { arrays.Return(a); } }
    public ValueTask G13(ReadOnlyMemory<byte> m) { byte[] a = arrays.Rent(m.Length); m.CopyTo(a); return new ValueTask(End(stream.WriteAsync(a, 0, m.Length), a)); }
    private async Task End(Task t, byte[] a) { await t; arrays.Return(a); }
    public void G14() { byte[] a = arrays.Rent(3); stream.BeginRead(a, 0, 3, r => { stream.EndRead(r); arrays.Return(a); }, null); }
    public void G15() { byte[] a = arrays.Rent(3); IAsyncResult r = stream.BeginRead(a, 0, 3, null, null); stream.EndRead(r); arrays.Return(a); }
    public void G16(System.Net.Sockets.SocketAsyncEventArgs e) { byte[]? old = e.Buffer; e.SetBuffer(arrays.Rent(3)); if (old is not null) arrays.Return(old); }
    public void G17() { byte[] a = arrays.Rent(3); try { foreach (byte b in a) { if (b == 0) break; } } finally { arrays.Return(a); } }
    public void G18(int n) { int state = 0; ByteLease l = default; while (state != 3) { switch (state) { case 0: l = pool.Rent(1); state = n > 3 ? 1 : 2; break; case 1: l.Span.Clear(); state = 2; break; case 2: l.Return(); state = 3; break; } } }
    public void G20(string s) { ByteLease l = default; if (!string.IsNullOrEmpty(s)) l = pool.Rent(s.Length); if (s is { Length: > 0 }) l.Return(); }
    public void G21(string s) { ByteLease l = default; if (s.Length > 0) l = pool.Rent(s.Length); if (!string.IsNullOrEmpty(s)) l.Return(); }
    public void G22() { int used = 0; ByteLease a = default; for (int i = 0; i < 3; i++) { if (i == 1) { a = pool.Rent(3); used++; } } if (used == 1) a.Return(); }
    public void G23(bool x) { int k = 2; ByteLease l = pool.Rent(3); k += x ? 1 : 0; if (k == 3) l.Return(); else l.Dispose(); }
    public IEnumerable<byte> G25() { using var l = pool.Rent(3); return l.Span.ToArray().Where(b => b > 1); }
    public IEnumerable<byte> G26() { byte[] a = arrays.Rent(3); return a.Take(3); }
    public IEnumerable<byte> G27() { byte[] a = arrays.Rent(3); try { return a.Take(3).ToArray(); } finally { arrays.Return(a); } }
    public int G28() { using var l = pool.Rent(3); List<Memory<byte>> parts = [l.Memory]; var lengths = parts.Select(m => m.Length); l.Return(); return lengths.Sum(); }
    public int[] G29() { using var l = pool.Rent(3); List<Memory<byte>> parts = [l.Memory]; int[] n = [.. parts.Select(m => m.Length)]; return n; }
    public Memory<byte>[] G30() { using var l = pool.Rent(3); List<Memory<byte>> parts = [l.Memory]; return [.. parts.Select(m => (Memory<byte>)m.ToArray())]; }
    public void G31() { var l = pool.Rent(3); using var o = l.ToMemoryOwner(); if (!l.IsReturned) throw new InvalidOperationException(); o.Memory.Span.Clear(); }
    public IMemoryOwner<byte>? G32(bool ok) { var l = pool.Rent(3); if (ok) return l.ToMemoryOwner(2); l.Return(); return null; }
    public IMemoryOwner<byte> G33() { var l = pool.Rent(3); IMemoryOwner<byte>? o = null; try { stream.ReadExactly(l.Span); o = l.ToMemoryOwner(); return o; } finally { if (o is null) l.Return(); } }
    public IMemoryOwner<byte> G34() { var l = pool.Rent(3); bool moved = false; try { stream.ReadExactly(l.Span); var o = l.ToMemoryOwner(); moved = true; return o; } finally { if (!moved) l.Return(); } }
    public IMemoryOwner<byte> G35() { var l = pool.Rent(3); try { stream.ReadExactly(l.Span); return l.ToMemoryOwner(); } catch { if (!l.IsReturned) l.Return(); throw; } }
    public async Task G36() { byte[] a = arrays.Rent(3); Task t = Task.Run(() => Look(a)); arrays.Return(a); await t; }
    private static void Look(byte[] a) => Console.WriteLine(a.Length);
}
