using Tidepool; using System.Buffers; using System.Buffers.Binary; using System.Collections.Concurrent; using System.IO.Pipelines; using System.Net.Sockets; using System.Net.WebSockets; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Security.Cryptography; using System.Text; using System.Text.Json; using System.Threading.Channels;
namespace Corpus;
// Code of servers, in the forms that C# has for it: all correct.
public interface IFrameSink { ValueTask AcceptAsync(ReadOnlyMemory<byte> frame, CancellationToken token); void Take([TakesOwnership] ByteLease lease); }
public abstract class FrameHandlerBase(BytePool pool) { protected BytePool Pool => pool; protected abstract void Handle([TakesOwnership] ByteLease frame); protected virtual void Drop(ByteLease frame) => frame.Return(); public void Feed(int n) { var l = pool.Rent(n); l.Span.Clear(); Handle(l); } }
public sealed class EchoHandler(BytePool pool, Stream wire) : FrameHandlerBase(pool) { protected override void Handle(ByteLease frame) { using (frame) { wire.Write(frame.Span); } } protected override void Drop(ByteLease frame) { wire.Flush(); base.Drop(frame); } }
public readonly ref struct FrameView(ByteLease lease) { public ReadOnlySpan<byte> Header => lease.Span[..4]; public ReadOnlySpan<byte> Body => lease.Span[4..]; public int Kind => Header[0]; }
public ref struct LeaseScope(BytePool pool, int n) : IDisposable { private readonly ByteLease _lease = pool.Rent(n); public readonly Span<byte> Bytes => _lease.Span; public readonly void Dispose() => _lease.Dispose(); }
public sealed partial class PartialFrame { public partial int Size { get; set; } public partial ReadOnlyMemory<byte> Read(BytePool pool); }
public sealed partial class PartialFrame { private int _size; public partial int Size { get => _size; set => _size = value; } public partial ReadOnlyMemory<byte> Read(BytePool pool) { using var l = pool.Rent(Size); return l.Span.ToArray(); } }
public static class LeaseExtensions
{
    extension(ByteLease lease) { public int FirstByte => lease.Span[0]; public string Text() => Encoding.UTF8.GetString(lease.Span); public void Finish() => lease.Return(); }
    extension(BytePool pool) { public ByteLease Filled(byte value, int n) { var l = pool.Rent(n); l.Span.Fill(value); return l; } }
    public static void ReturnAll(this List<ByteLease> leases) { foreach (var l in leases) { l.Return(); } leases.Clear(); }
}
[InterpolatedStringHandler]
public ref struct PooledHandler { private ByteLease _lease; private int _used; public PooledHandler(int literal, int holes, BytePool pool) { _lease = pool.Rent(Math.Max(16, literal + holes * 16)); _used = 0; } public void AppendLiteral(string s) { _used += Encoding.UTF8.GetBytes(s, _lease.Span[_used..]); } public void AppendFormatted(int n) { n.TryFormat(_lease.Span[_used..], out int w); _used += w; } public string ToStringAndFree() { string s = Encoding.UTF8.GetString(_lease.Span[.._used]); _lease.Return(); _lease = default; return s; } }
public sealed class OwnedFrame(ByteLease lease, int used) : IAsyncDisposable, IDisposable { private ByteLease _lease = lease; public ReadOnlyMemory<byte> Memory => _lease.Memory[..used]; public void Dispose() { _lease.Dispose(); } public ValueTask DisposeAsync() { _lease.Dispose(); _lease = default; return default; } }
public sealed class Handlers(BytePool pool, Stream wire, Channel<ByteLease> channel, IFrameSink sink)
{
    private readonly ConcurrentDictionary<string, ByteLease> _cache = new(); private readonly ConcurrentBag<byte[]> _bag = []; private readonly Lock _lock = new(); private StrongBox<ByteLease>? _current; private readonly Stack<ByteLease> _free = new(); private readonly Lazy<ByteLease> _scratch = new(() => pool.Rent(64)); private readonly Dictionary<int, List<ByteLease>> _byKey = []; private bool _closed; private OwnedFrame? _last; private readonly PriorityQueue<ByteLease, int> _queue = new();
    public static T With<T>(BytePool p, int n, Func<ByteLease, T> use) { using var l = p.Rent(n); return use(l); }
    public static TResult WithSpan<TState, TResult>(BytePool p, int n, TState state, Func<TState, byte[], TResult> use) { var l = p.Rent(n); try { return use(state, l.Span.ToArray()); } finally { l.Return(); } }
    public static int Count<T>(BytePool p, T value) where T : ISpanFormattable { using var l = p.Rent(64); Span<char> text = MemoryMarshal.Cast<byte, char>(l.Span); return value.TryFormat(text, out int written, default, null) ? written : -1; }
    public static bool TryParse<T>(BytePool p, ReadOnlySpan<char> s, out T? value) where T : IUtf8SpanParsable<T> { using var l = p.Rent(Encoding.UTF8.GetMaxByteCount(s.Length)); int n = Encoding.UTF8.GetBytes(s, l.Span); return T.TryParse(l.Span[..n], null, out value); }
    public int J01(int n) { var l = pool.Rent(n); var view = new FrameView(l); int kind = view.Kind; l.Return(); return kind; }
    public byte[] J02(int n) { using var l = pool.Rent(n); var view = new FrameView(l); return view.Body.ToArray(); }
    public int J03(int n) { using var scope = new LeaseScope(pool, n); scope.Bytes.Fill(1); return scope.Bytes.Length; }
    public int J04(int n) { using var l = pool.Filled(1, n); return l.FirstByte; }
    public string J05(int n) { var l = pool.Filled(2, n); string s = l.Text(); l.Finish(); return s; }
    public void J06(int n) { List<ByteLease> all = []; for (int i = 0; i < n; i++) { all.Add(pool.Rent(i + 1)); } all.ReturnAll(); }
    public void J07(int n) { var all = new ByteLease[n]; int made = 0; try { for (; made < n; made++) { all[made] = pool.Rent(8); } } finally { while (made-- > 0) { all[made].Return(); } } }
    public int J08(int kind) { switch (kind) { case 1: using (var l = pool.Rent(3)) { return l.Length; } case 2: { using var l = pool.Rent(4); return l.Span[0]; } default: return 0; } }
    public int J09(int kind) { switch (kind) { case 1: { using ByteLease a = pool.Rent(1); wire.Write(a.Span); break; } case 2: { using ByteLease a = pool.Rent(2), b = pool.Rent(3); a.Span.CopyTo(b.Span); goto case 1; } } return kind; }
    public int J10(int n) { var l = pool.Rent(n); try { try { if (n > 3) return l.Span[0]; wire.Write(l.Span); } finally { wire.Flush(); } return 1; } finally { l.Return(); } }
    public int J11(int n) { var a = pool.Rent(n); try { var b = pool.Rent(n); try { a.Span.CopyTo(b.Span); return b.Span[0]; } finally { b.Return(); } } finally { a.Return(); } }
    public int J12(int n) { ByteLease a = default; ByteLease b = default; try { a = pool.Rent(n); b = pool.Rent(n * 2); return wire.Read(b.Span); } catch (IOException) when (n > 3) { return -1; } finally { b.Dispose(); a.Dispose(); } }
    public int J13(int[][] rows) { int sum = 0; foreach (var row in rows) { using var l = pool.Rent(row.Length); foreach (int v in row) { if (v < 0) goto next; sum += v; } l.Span.Clear(); next:; } return sum; }
    public int J14(int n) { var l = pool.Rent(n); outer: for (int i = 0; i < n; i++) { for (int j = 0; j < n; j++) { int read = wire.ReadByte(); if (read == 0) { i++; goto outer; } if (read < 0) { goto done; } l.Span[j] = (byte)read; } } done: int r = l.Span[0]; l.Return(); return r; }
    public void J15(ByteLease next) { var old = Interlocked.Exchange(ref _current, new StrongBox<ByteLease>(next)); old?.Value.Return(); }
    public void J16() { if (Interlocked.Exchange(ref _current, null) is { } box) { box.Value.Return(); } }
    public void J17(int n) { var box = new StrongBox<ByteLease>(pool.Rent(n)); if (Interlocked.CompareExchange(ref _current, box, null) is not null) { box.Value.Return(); } }
    public ByteLease J18(int n) { lock (_lock) { if (_free.TryPop(out var l)) { return l; } } return pool.Rent(n); }
    public void J19(ByteLease l) { lock (_lock) { if (!_closed && _free.Count < 8) { _free.Push(l); return; } } l.Return(); }
    public void J20() { lock (_lock) { _closed = true; while (_free.TryPop(out var l)) { l.Return(); } } }
    public void J21(string key, int n) { var l = pool.Rent(n); if (!_cache.TryAdd(key, l)) { l.Return(); } }
    public int J22(string key) => _cache.TryGetValue(key, out var l) ? l.Length : 0;
    public void J23(string key) { if (_cache.TryRemove(key, out var l)) { l.Return(); } }
    public void J24(string key, int n) { _cache.AddOrUpdate(key, static (_, a) => a.pool.Rent(a.n), static (_, old, a) => { old.Return(); return a.pool.Rent(a.n); }, (pool, n)); }
    public void J25() { foreach (var (key, l) in _cache) { if (_cache.TryRemove(new(key, l))) { l.Return(); } } }
    public async Task J26(CancellationToken token) { await foreach (var l in channel.Reader.ReadAllAsync(token)) { using (l) { await wire.WriteAsync(l.Memory, token); } } }
    public async Task J27(int n, CancellationToken token) { var l = pool.Rent(n); try { await channel.Writer.WriteAsync(l, token); } catch { l.Return(); throw; } }
    public void J28(int n) { var l = pool.Rent(n); if (!channel.Writer.TryWrite(l)) { l.Return(); } }
    public async Task J29(CancellationToken token) { while (await channel.Reader.WaitToReadAsync(token)) { while (channel.Reader.TryRead(out var l)) { try { await wire.WriteAsync(l.Memory, token); } finally { l.Return(); } } } }
    public void J30() { channel.Writer.TryComplete(); while (channel.Reader.TryRead(out var l)) { l.Return(); } }
    public async Task J31(PipeReader reader, CancellationToken token) { while (true) { ReadResult result = await reader.ReadAsync(token); if (result.Buffer.Length > 0) { using var l = pool.Rent((int)result.Buffer.Length); result.Buffer.CopyTo(l.Span); await wire.WriteAsync(l.Memory, token); } reader.AdvanceTo(result.Buffer.End); if (result.IsCompleted) { break; } } }
    public async Task J32(PipeWriter writer, CancellationToken token) { using var l = await pool.RentAsync(512, token); int n; while ((n = await wire.ReadAsync(l.Memory, token)) > 0) { writer.Write(l.Span[..n]); await writer.FlushAsync(token); } }
    public async Task<byte[]> J33(WebSocket socket, CancellationToken token) { using var whole = new PooledStream(pool); using var l = pool.Rent(4096); ValueWebSocketReceiveResult r; do { r = await socket.ReceiveAsync(l.Memory, token); whole.Write(l.Span[..r.Count]); } while (!r.EndOfMessage); return whole.ToArray(); }
    public OwnedFrame J34(int n) { var l = pool.Rent(n); try { int used = wire.Read(l.Span); return new OwnedFrame(l, used); } catch { l.Return(); throw; } }
    public async Task J35(int n, CancellationToken token) { await using var frame = J34(n); await sink.AcceptAsync(frame.Memory, token); }
    public void J36(int n) { _last?.Dispose(); _last = new OwnedFrame(pool.Rent(n), n); }
    public void J37(int n) { var l = pool.Rent(n); l.Span.Clear(); sink.Take(l); }
    public async Task J38(int n, CancellationToken token) { using var l = pool.Rent(n); int left = n; while (left > 0) { int read = await wire.ReadAsync(l.Memory[(n - left)..], token).ConfigureAwait(false); if (read == 0) { throw new EndOfStreamException(); } left -= read; } await sink.AcceptAsync(l.Memory, token).ConfigureAwait(false); }
    public IEnumerable<int> J39(int n) { using var l = pool.Rent(n); for (int i = 0; i < n; i++) { yield return l.Span[i]; } }
    public IEnumerable<ByteLease> J40(int n) { for (int i = 0; i < n; i++) { var l = pool.Rent(8); yield return l; } }
    public async IAsyncEnumerable<byte[]> J41([EnumeratorCancellation] CancellationToken token = default) { using var l = pool.Rent(64); int n; while ((n = await wire.ReadAsync(l.Memory, token)) > 0) { yield return l.Span[..n].ToArray(); } }
    public int J42() { ByteLease l = _scratch.Value; l.Span.Clear(); return l.Length; }
    public void J43() { if (_scratch.IsValueCreated) { _scratch.Value.Return(); } }
    public string J44(int id) => Format(pool, $"id {id}");
    private static string Format(BytePool p, [InterpolatedStringHandlerArgument(nameof(p))] ref PooledHandler handler) { _ = p; return handler.ToStringAndFree(); }
    public void J45(int key, int n) { ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(_byKey, key, out bool known); if (!known) { list = []; } list!.Add(pool.Rent(n)); }
    public void J46(int key) { if (_byKey.Remove(key, out var list)) { foreach (var l in list) { l.Return(); } } }
    public async Task J47(int n) { var l = pool.Rent(n); try { await Task.Run(() => l.Span.Clear()); } finally { l.Return(); } }
    public async Task J48(int n) { using var a = pool.Rent(n); using var b = pool.Rent(n); await Task.WhenAll(wire.WriteAsync(a.Memory).AsTask(), wire.WriteAsync(b.Memory).AsTask()); }
    public void J49(int n) { using var l = pool.Rent(n); Parallel.For(0, n, i => l.Span[i] = (byte)i); }
    public int J50(int n) { using var l = pool.Rent(n); int[] counts = [.. Enumerable.Range(0, n).Where(i => l.Span[i] > 3)]; return counts.Length; }
    public (int First, byte[] Others) J51(int n) { using var l = pool.Rent(n); return (l.Span[0], l.Span[1..].ToArray()); }
    public async Task<(ByteLease Lease, int Used)> J52(int n, CancellationToken token) { var l = await pool.RentAsync(n, token); try { return (l, await wire.ReadAsync(l.Memory, token)); } catch { l.Return(); throw; } }
    public async Task J53(int n, CancellationToken token) { var (l, used) = await J52(n, token); using (l) { await sink.AcceptAsync(l.Memory[..used], token); } }
    public bool J54(int n, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out OwnedFrame? frame) { frame = null; if (!pool.TryRent(n, out var l)) { return false; } int used = wire.Read(l.Span); if (used == 0) { l.Return(); return false; } frame = new OwnedFrame(l, used); return true; }
    public void J55(int n) { var l = pool.Rent(n); try { Validate(l.Span); } catch (Exception e) when (Log(e)) { throw; } finally { l.Return(); } static bool Log(Exception e) => e.Message.Length < 0; static void Validate(ReadOnlySpan<byte> s) => ArgumentOutOfRangeException.ThrowIfZero(s.Length); }
    public int J56(int n) { var l = pool.Rent(n); return Finish(l); static int Finish(ByteLease lease) { int r = lease.Span[0]; lease.Return(); return r; } }
    public void J57(int n, int priority) { _queue.Enqueue(pool.Rent(n), priority); }
    public int J58() { int sum = 0; while (_queue.TryDequeue(out var l, out int p)) { sum += l.Span[0] * p; l.Return(); } return sum; }
    public int J59(int n) { ByteLease? maybe = n > 10 ? pool.Rent(n) : null; int r = maybe?.Length ?? 0; if (maybe is { } l) { l.Return(); } return r; }
    public int J60(int n) { ByteLease? maybe = null; try { maybe = n > 3 ? pool.Rent(n) : null; return maybe.HasValue ? maybe.Value.Span[0] : 0; } finally { maybe?.Return(); } }
}
