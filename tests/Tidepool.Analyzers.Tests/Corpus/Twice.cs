using Tidepool; using System.Buffers; using System.Buffers.Binary; using System.Collections.Concurrent; using System.Collections.Immutable; using System.Diagnostics; using System.Diagnostics.CodeAnalysis; using System.IO.Compression; using System.IO.Pipelines; using System.Net; using System.Net.Sockets; using System.Numerics; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Security.Cryptography; using System.Text; using System.Text.Json; using System.Threading.Channels;
namespace Corpus;
// Conditions that are tested twice, and other things that look like a fault: all correct.
public enum Op { Get, Put, Del } 
public interface IConfig { bool Pooled { get; } int Size { get; } string? Name { get; } }
public sealed record Cfg(bool Pooled, int Size) { public required string Name { get; init; } public Cfg? Parent { get; init; } public bool IsBig() => Size > 100; public static bool Any(int n) => n > 3; }
public abstract class Base(BytePool pool) : IDisposable { private ByteLease _lease = pool.Rent(16); protected Span<byte> Bytes => _lease.Span; public virtual void Dispose() { _lease.Dispose(); GC.SuppressFinalize(this); } }
public class Derived(BytePool pool) : Base(pool) { private readonly ByteLease _more = pool.Rent(3); public override void Dispose() { _more.Dispose(); base.Dispose(); } }
public sealed class Twice(BytePool pool, ArrayPool<byte> arrays, Stream wire, Cfg cfg, IConfig config)
{
    private readonly bool _pooled = config.Pooled; private bool _mutable; private int _count; private readonly Op _op; private static bool s_enabled = AppContext.TryGetSwitch("x", out bool on) && on; private readonly Lazy<bool> _lazy = new(() => true); private readonly int[] _table = new int[4]; private readonly Dictionary<string, int> _map = []; private string? _name; private event Action<ReadOnlyMemory<byte>>? Received; private readonly ThreadLocal<byte[]> _tls = new(() => new byte[3]); [ThreadStatic] private static byte[]? t_buffer; private ByteLease _slot; private readonly object _sync = new(); private IMemoryOwner<byte>? _owner; private List<IDisposable> _toDispose = []; private readonly WeakReference<Cfg> _weak = new(cfg);
    public int E01(int a, int b) { ByteLease l = default; if (a == b) l = pool.Rent(1); int r = a; if (b == a) l.Return(); return r; }
    public int E02(int a, int b) { ByteLease l = default; if (a < b) l = pool.Rent(1); int r = a; if (b > a) l.Return(); return r; }
    public int E03(int a) { ByteLease l = default; if (a % 2 == 0) l = pool.Rent(1); int r = a; if (a % 2 == 0) l.Return(); return r; }
    public int E04(int a) { ByteLease l = default; if ((a & 1) == 1) l = pool.Rent(1); int r = a; if ((a & 1) != 1) return 0; l.Return(); return r; }
    public int E05(int a, int b) { ByteLease l = default; if (a + b > 10) l = pool.Rent(1); int r = a; if (a + b > 10) l.Return(); return r; }
    public int E06(Op op) { ByteLease l = default; if (op is Op.Get or Op.Put) l = pool.Rent(1); if (op != Op.Get && op != Op.Put) return 0; l.Return(); return 1; }
    public int E07(Op op) { ByteLease l = default; switch (op) { case Op.Get: l = pool.Rent(1); break; case Op.Put: l = pool.Rent(2); break; } if (op == Op.Get || op == Op.Put) l.Return(); return 1; }
    public int E08(Op op) { ByteLease l = op switch { Op.Get => pool.Rent(1), Op.Put => pool.Rent(2), _ => default }; int r = 0; switch (op) { case Op.Get: case Op.Put: r = l.Span[0]; l.Return(); break; } return r; }
    public int E09(Cfg c) { ByteLease l = default; if (c.IsBig()) l = pool.Rent(1); if (c.IsBig()) l.Return(); return 0; }
    public int E10(int n) { ByteLease l = default; if (Cfg.Any(n)) l = pool.Rent(1); if (Cfg.Any(n)) l.Return(); return 0; }
    public int E11(Cfg c) { ByteLease l = default; if (c.Parent is { Pooled: true } p) l = pool.Rent(p.Size); if (c.Parent?.Pooled == true) l.Return(); return 0; }
    public int E12(Cfg c) { ByteLease l = default; if (c is (true, > 3)) l = pool.Rent(1); if (c is (true, > 3)) l.Return(); return 0; }
    public int E13() { ByteLease l = default; if (_lazy.Value) l = pool.Rent(1); if (_lazy.Value) l.Return(); return 0; }
    public int E14() { ByteLease l = default; if (config.Pooled) l = pool.Rent(config.Size); int r = wire.ReadByte(); if (config.Pooled) l.Return(); return r; }
    public int E15() { ByteLease l = default; if (_mutable) l = pool.Rent(1); wire.Flush(); if (_mutable) l.Return(); return 0; }
    public int E16() { ByteLease l = default; if (s_enabled) l = pool.Rent(1); wire.Flush(); if (!s_enabled) return 0; l.Return(); return 0; }
    public int E17(string s) { ByteLease l = default; if (s.StartsWith("x", StringComparison.Ordinal)) l = pool.Rent(1); if (s.StartsWith("x", StringComparison.Ordinal)) l.Return(); return 0; }
    public int E18(string s) { ByteLease l = default; if (s == "abc") l = pool.Rent(1); if (s is "abc") l.Return(); return 0; }
    public int E19(string s) { ByteLease l = default; switch (s) { case "a": l = pool.Rent(1); break; case "b": l = pool.Rent(2); break; default: return 0; } if (s == "a") { l.Return(); return 1; } l.Return(); return 2; }
    public int E20(ReadOnlySpan<byte> s) { ByteLease l = default; if (!s.IsEmpty) l = pool.Rent(s.Length); if (s.Length != 0) l.Return(); return 0; }
    public int E21(byte[] s) { ByteLease l = default; if (s.Length > 0) l = pool.Rent(s.Length); for (int i = 0; i < s.Length; i++) s[i] = 0; if (s.Length > 0) l.Return(); return 0; }
    public int E22(List<int> s) { ByteLease l = default; if (s.Count != 0) { l = pool.Rent(s.Count); } if (s.Count == 0) { return 0; } l.Return(); return 1; }
    public int E23(IReadOnlyList<int> s) { ByteLease l = default; bool any = s.Count > 0; if (any) l = pool.Rent(1); for (int i = 0; i < s.Count; i++) { l.Span[0] = 1; } if (any) l.Return(); return 0; }
    public int E24(string key) { ByteLease l = default; if (_map.ContainsKey(key)) l = pool.Rent(1); int r = 0; if (_map.ContainsKey(key)) l.Return(); return r; }
    public int E25(string key) { ByteLease l = default; if (_map.TryGetValue(key, out int n)) l = pool.Rent(n); int r = n; if (l != default) l.Return(); return r; }
    public int E26(int i) { ByteLease l = default; if (_table[i] > 0) l = pool.Rent(1); int r = 0; if (_table[i] > 0) l.Return(); return r; }
    public int E27(object o) { ByteLease l = default; if (o is Cfg) l = pool.Rent(1); if (o is Cfg c && c.Size >= 0) { l.Return(); return 1; } l.Dispose(); return 0; }
    public int E28(object o) { ByteLease l = default; if (o.GetType() == typeof(Cfg)) l = pool.Rent(1); if (o.GetType() == typeof(Cfg)) l.Return(); return 0; }
    public int E29<T>(T v) { ByteLease l = default; if (typeof(T) == typeof(int)) l = pool.Rent(1); if (typeof(T) == typeof(int)) l.Return(); return v is null ? 0 : 1; }
    public int E30() { ByteLease l = default; if (BitConverter.IsLittleEndian) l = pool.Rent(1); if (BitConverter.IsLittleEndian) l.Return(); return 0; }
    public int E31() { ByteLease l = default; if (Vector.IsHardwareAccelerated) l = pool.Rent(1); if (Vector.IsHardwareAccelerated) l.Return(); return 0; }
    public int E32() { ByteLease l = default; if (OperatingSystem.IsLinux()) l = pool.Rent(1); if (OperatingSystem.IsLinux()) l.Return(); return 0; }
    public int E33() { ByteLease l = default; if (wire.CanSeek) l = pool.Rent(1); wire.Flush(); if (wire.CanSeek) l.Return(); return 0; }
    public int E34() { ByteLease l = default; if (wire is FileStream { IsAsync: true }) l = pool.Rent(1); wire.Flush(); if (wire is FileStream { IsAsync: true }) l.Return(); return 0; }
    public int E35(int n) { ByteLease l = default; int state = 0; if (n > 3) { l = pool.Rent(n); state = 1; } if (n > 100) { state = state == 1 ? 2 : 0; } if (state is 1 or 2) l.Return(); return n; }
    public int E36(int n) { ByteLease l = default; Op state = Op.Get; if (n > 3) { l = pool.Rent(n); state = Op.Put; } switch (state) { case Op.Get: return 0; case Op.Put: l.Return(); return 1; default: throw new UnreachableException(); } }
    public int E37(int n) { ByteLease l = default; string? error = null; if (n < 3) error = "small"; else l = pool.Rent(n); if (error is not null) throw new ArgumentException(error); int r = l.Span[0]; l.Return(); return r; }
    public int E38(int n) { ByteLease l; int count; if (n > 3) { l = pool.Rent(n); count = n; } else { l = default; count = 0; } for (int i = 0; i < count; i++) l.Span[i] = 1; if (count > 0) l.Return(); return n; }
    public int E39(int n) { ByteLease? a = null, b = null; try { a = pool.Rent(n); if (n > 3) b = pool.Rent(n); return (b ?? a.Value).Length; } finally { b?.Dispose(); a?.Dispose(); } }
    public int E40(int n) { var (l, owned) = n > 3 ? (pool.Rent(n), true) : (default, false); int r = n; if (owned) l.Return(); return r; }
    public int E41(ByteLease given, int n) { ByteLease l = given; bool own = false; if (given.Length < n) { l = pool.Rent(n); own = true; } int r = l.Span[0]; if (own) l.Return(); return r; }
    public int E42(ByteLease? given, int n) { var l = given ?? pool.Rent(n); try { return l.Span[0]; } finally { if (given is null) l.Return(); } }
    public int E43(byte[]? given, int n) { var b = given ?? arrays.Rent(n); int r = wire.Read(b); if (given is null) arrays.Return(b); return r; }
    public int E44(byte[]? given, int n) { byte[]? rented = null; var b = given ?? (rented = arrays.Rent(n)); int r = wire.Read(b); if (rented is not null) arrays.Return(rented); return r; }
    public int E45(byte[] given, int n) { byte[] b = given.Length >= n ? given : arrays.Rent(n); int r = wire.Read(b); if (!ReferenceEquals(b, given)) arrays.Return(b); return r; }
    public int E46(int n) { byte[]? b = null; try { b = arrays.Rent(n); return wire.Read(b); } catch (IOException) { return -1; } finally { if (b != null) { arrays.Return(b); b = null; } } }
    public int E47(int n) { byte[]? toReturn = null; Span<byte> s = n <= 128 ? stackalloc byte[n] : (toReturn = arrays.Rent(n)).AsSpan(0, n); int r = 0; foreach (byte x in s) r += x; if (toReturn is byte[] array) arrays.Return(array); return r; }
    public int E48() { var b = t_buffer ?? arrays.Rent(10); t_buffer = null; int r = wire.Read(b); if (t_buffer is null) t_buffer = b; else arrays.Return(b); return r; }
    public void E49() { var l = pool.Rent(3); try { Received?.Invoke(l.Memory); } finally { l.Return(); } }
    public void E50() { using var l = pool.Rent(3); var handler = Received; if (handler != null) handler(l.Memory[1..]); }
    public void E51() { lock (_sync) { if (_slot == default) _slot = pool.Rent(16); wire.Write(_slot.Span); } }
    public void E52() { ByteLease old; lock (_sync) { old = _slot; _slot = default; } old.Dispose(); }
    public void E53() { (_slot, var old) = (pool.Rent(3), _slot); old.Dispose(); }
    public void E54() { _owner?.Dispose(); _owner = pool.Rent(3).ToMemoryOwner(); }
    public void E55() { var l = pool.Rent(3); _toDispose.Add(l); wire.Write(l.Span); }
    public void E56() { foreach (var d in _toDispose) d.Dispose(); _toDispose = []; }
    public async Task E57(Socket s) { byte[] b = arrays.Rent(100); try { int n = await s.ReceiveAsync(new ArraySegment<byte>(b, 0, 100), SocketFlags.None); await wire.WriteAsync(b, 0, n); } finally { arrays.Return(b); } }
    public async Task E58(IEnumerable<int> sizes) { foreach (var chunk in sizes.Chunk(3)) { var all = chunk.Select(n => pool.Rent(n)).ToList(); await Task.WhenAll(all.Select(l => wire.ReadExactlyAsync(l.Memory).AsTask())); all.ForEach(static l => l.Return()); } }
    public async Task E59(int n) { var l = pool.Rent(n); Task t = Task.Run(() => l.Span.Clear()); try { await t.WaitAsync(TimeSpan.FromSeconds(1)); } finally { await t; l.Return(); } }
    public async Task E60(Stream a, Stream b) { var x = pool.Rent(16); var y = pool.Rent(16); int n = await a.ReadAsync(x.Memory); while (n > 0) { var read = a.ReadAsync(y.Memory); await b.WriteAsync(x.Memory[..n]); n = await read; (x, y) = (y, x); } x.Return(); y.Return(); }
    public void E61(int n) { for (int i = 0; i < n; i++) { var l = pool.Rent(4); try { if (i == 3) continue; if (i == 5) break; if (i == 7) return; wire.Write(l.Span); } finally { l.Return(); } } }
    public void E62(int n) { while (n-- > 0) { ByteLease l; try { l = pool.Rent(n); } catch (OutOfMemoryException) { break; } wire.Write(l.Span); l.Return(); } }
    public int E63(int n) { ByteLease l; try { l = pool.Rent(n); } catch (Exception e) when (e is OutOfMemoryException or InvalidOperationException) { return 0; } using (l) { return l.Span[0]; } }
    public int E64(int n) { for (;;) { if (pool.TryRent(n, out var l)) { int r = wire.Read(l.Span); l.Return(); return r; } if (--n == 0) return 0; Thread.Yield(); } }
    public int E65(int n) { ByteLease l; while (!pool.TryRent(n, out l)) { Thread.Sleep(1); } int r = wire.Read(l.Span); l.Return(); return r; }
    public int E66(int n) { if (!pool.TryRent(n, TimeSpan.FromSeconds(1), out var l)) { return -1; } using (l) { return wire.Read(l.Span); } }
    public int E67(int n) { bool ok = pool.TryRent(n, out var l); try { return ok ? wire.Read(l.Span) : 0; } finally { if (ok) l.Return(); } }
    public int E68(int n) { bool ok = pool.TryRent(n, out var l); if (ok) { try { return wire.Read(l.Span); } finally { l.Return(); } } return 0; }
    public int E69(int n) => pool.TryRent(n, out var l) ? Consume(l) : 0; private int Consume(ByteLease l) { try { return wire.Read(l.Span); } finally { l.Return(); } }
    public void E70(int n) { var l = pool.Rent(n); Send(l); } private void Send([TakesOwnership] ByteLease l) { wire.Write(l.Span); l.Return(); }
    public void E71(int n) { var l = pool.Rent(n); Peek(l); l.Return(); } private int Peek(ByteLease l) => l.Span[0];
    public void E72(int n) { var l = pool.Rent(n); MaybeFree(l, n > 3); } private static void MaybeFree(ByteLease l, bool free) { if (free) l.Return(); }
    public void E73(int n) { var l = pool.Rent(n); if (!TryConsume(l)) l.Return(); } private bool TryConsume(ByteLease l) { if (l.Span[0] == 0) return false; wire.Write(l.Span); l.Return(); return true; }
    public void E74(int n) { var l = Make(n); l.Return(); } private ByteLease Make(int n) => n > 3 ? pool.Rent(n) : _slot;
    public int E75(int n) { var l = Cached(n); return l.Span[0]; } private ByteLease Cached(int n) { if (_slot.IsReturned) _slot = pool.Rent(n); return _slot; }
    public IEnumerable<ByteLease> E76(int n) { for (int i = 0; i < n; i++) yield return pool.Rent(i); }
    public void E77(int n) { foreach (var l in E76(n)) l.Return(); }
    public void E78(int n) { foreach (var l in E76(n)) using (l) { wire.Write(l.Span); } }
    public async IAsyncEnumerable<IMemoryOwner<byte>> E79() { while (true) { var o = MemoryPool<byte>.Shared.Rent(100); int n = await wire.ReadAsync(o.Memory); if (n == 0) { o.Dispose(); yield break; } yield return o; } }
    public string E80() { using var s = new PooledStream(pool); using (var w = new StreamWriter(s, Encoding.UTF8, 100, leaveOpen: true)) { w.Write("x"); } s.Position = 0; using var r = new StreamReader(s); return r.ReadToEnd(); }
    public PooledStream E81() { var s = new PooledStream(pool); try { wire.CopyTo(s); s.Position = 0; return s; } catch { s.Dispose(); throw; } }
    public byte[] E82() { var s = new PooledStream(pool); wire.CopyTo(s); s.Dispose(); var other = new PooledStream(pool); other.Write("x"u8); byte[] r = other.ToArray(); other.Dispose(); return r; }
    public async Task E83(PipeWriter w) { var l = pool.Rent(100); int n = await wire.ReadAsync(l.Memory); l.Memory[..n].CopyTo(w.GetMemory(n)); l.Return(); w.Advance(n); await w.FlushAsync(); }
    public async Task E84(PipeWriter w) { var l = pool.Rent(100); w.Write(l.Span); l.Return(); await w.FlushAsync(); }
    public async Task E85(PipeWriter w) { using var l = pool.Rent(100); await w.WriteAsync(l.Memory); }
    public void E86() { using var l = pool.Rent(3); Span<byte> s = l.Span; scoped Span<byte> t = s; t.Clear(); Fill(ref t); } private static void Fill(ref Span<byte> s) => s = s[1..];
    public int E87() { using var l = pool.Rent(3); return Local(l.Span); static int Local(ReadOnlySpan<byte> s) => s.Length == 0 ? 0 : s[0] + Local(s[1..]); }
    public unsafe int E88() { var l = pool.Rent(3); int r; fixed (byte* p = &MemoryMarshal.GetReference(l.Span)) { r = *p; } l.Return(); return r; }
    public int E89() { var l = pool.Rent(8); ref int i = ref Unsafe.As<byte, int>(ref l.Span[0]); i = 3; int r = i; l.Return(); return r; }
    public int E90() { var l = pool.Rent(8); var e = l.Span.GetEnumerator(); int s = 0; while (e.MoveNext()) s += e.Current; l.Return(); return s; }
    public bool E91() { var l = pool.Rent(8); var r = new Utf8JsonReader(l.Span); bool ok = r.Read(); var kind = r.TokenType; l.Return(); return ok && kind == JsonTokenType.Null; }
    public string E92() { var l = pool.Rent(8); var doc = JsonDocument.Parse(l.Memory); string s = doc.RootElement.GetRawText(); doc.Dispose(); l.Return(); return s; }
    public void E93() { var a = pool.Rent(1); var b = pool.Rent(1); var bigger = a.Length > b.Length ? a : b; bigger.Span.Clear(); a.Return(); b.Return(); }
    public void E94(bool f) { var a = pool.Rent(1); var b = pool.Rent(1); var first = f ? a : b; var second = f ? b : a; first.Return(); second.Return(); }
    public void E95(Exception? e) { var l = pool.Rent(1); try { if (e is not null) throw e; } catch (IOException x) when (Log(x)) { } catch { l.Return(); throw; } l.Return(); } private static bool Log(Exception e) { Console.WriteLine(e); return false; }
    public void E96() { var l = pool.Rent(1); try { wire.Write(l.Span); } catch (ObjectDisposedException) { l.Return(); return; } catch (IOException) { l.Return(); throw; } l.Return(); }
    public void E97() { var l = pool.Rent(1); try { try { wire.Write(l.Span); } catch (IOException) { wire.Flush(); throw; } } finally { l.Return(); } }
    public void E98(int n) { var l = pool.Rent(1); bool ok = false; do { try { wire.Write(l.Span); ok = true; } catch (IOException) when (n-- > 0) { } } while (!ok && n > 0); l.Return(); }
    public int E99(int n) { int total = 0; ByteLease l = default; for (int i = 0; i < n; i++) { if (i % 4 == 0) { l.Dispose(); l = pool.Rent(16); } total += wire.Read(l.Span); } l.Dispose(); return total; }
}
