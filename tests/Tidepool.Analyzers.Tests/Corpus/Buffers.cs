using Tidepool; using System.Buffers; using System.Buffers.Binary; using System.Collections.Concurrent; using System.Collections.Immutable; using System.Diagnostics; using System.Diagnostics.CodeAnalysis; using System.IO.Compression; using System.IO.Pipelines; using System.Net; using System.Net.Sockets; using System.Net.WebSockets; using System.Numerics; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Security.Cryptography; using System.Text; using System.Text.Json; using System.Threading.Channels;
namespace Corpus;
// Buffers that grow, queue and are handed on: all correct.
public sealed class Buffers(BytePool pool, ArrayPool<byte> arrays, Stream wire) : IAsyncDisposable, IBufferWriter<byte>
{
    [Flags] public enum Mode { None, Pooled = 1, Copy = 2 }
    public readonly record struct Options(bool Pooled, int Size, string? Name) { public bool IsLarge => Size > 1024; }
    private ByteLease _buffer; private int _used; private bool _disposed; private readonly List<ByteLease> _segments = []; private readonly ConcurrentBag<byte[]> _bag = []; private readonly CancellationTokenSource _stop = new(); private Task? _loop; private readonly TaskCompletionSource<ByteLease> _ready = new(); private readonly Dictionary<long, (ByteLease Lease, int Length)> _pending = []; private static readonly int s_max = Environment.ProcessorCount; private volatile bool _closed; private PooledStream? _stream; private ByteLease[] _ring = new ByteLease[4]; private int _head; private readonly Stack<Action> _cleanup = new();
    public Memory<byte> GetMemory(int hint = 0) { Ensure(hint); return _buffer.Memory[_used..]; }
    public Span<byte> GetSpan(int hint = 0) { Ensure(hint); return _buffer.Span[_used..]; }
    public void Advance(int count) => _used += count;
    private void Ensure(int hint) { if (_buffer == default) { _buffer = pool.Rent(Math.Max(hint, 256)); return; } if (_buffer.Length - _used >= Math.Max(hint, 1)) return; var larger = pool.Rent(Math.Max(_buffer.Length * 2, _used + hint)); _buffer.Span[.._used].CopyTo(larger.Span); _buffer.Return(); _buffer = larger; }
    public async ValueTask DisposeAsync() { if (Interlocked.Exchange(ref _disposed, true)) return; await _stop.CancelAsync(); if (_loop is { } loop) { try { await loop; } catch (OperationCanceledException) { } } _buffer.Dispose(); foreach (var s in _segments) s.Dispose(); _segments.Clear(); if (_stream is not null) await _stream.DisposeAsync(); }
    public void D01_StartLoop() { var l = pool.Rent(64); _loop = Task.Run(async () => { try { while (!_stop.IsCancellationRequested) await wire.ReadExactlyAsync(l.Memory, _stop.Token); } finally { l.Return(); } }); }
    public int D02_Flags(Mode mode, int n) { ByteLease l = default; if ((mode & Mode.Pooled) != 0) l = pool.Rent(n); int r = wire.ReadByte(); if ((mode & Mode.Pooled) != 0) l.Return(); return r; }
    public int D03_HasFlag(Mode mode, int n) { ByteLease l = default; if (mode.HasFlag(Mode.Pooled)) l = pool.Rent(n); int r = wire.ReadByte(); if (mode.HasFlag(Mode.Pooled)) l.Return(); return r; }
    public int D04_IsPattern(Options o) { ByteLease l = default; if (o is { Pooled: true, IsLarge: true }) l = pool.Rent(o.Size); int r = wire.ReadByte(); if (o is { Pooled: true, IsLarge: true }) l.Return(); return r; }
    public int D05_StringNull(string? name) { ByteLease l = default; if (!string.IsNullOrEmpty(name)) l = pool.Rent(name.Length); int r = wire.ReadByte(); if (!string.IsNullOrEmpty(name)) l.Return(); return r; }
    public int D06_StringNull2(string? name) { ByteLease l = default; if (name is not null) l = pool.Rent(name.Length); int r = name?.Length ?? 0; if (name != null) l.Return(); return r; }
    public int D07_StringPattern(string? name) { ByteLease l = default; if (name is { Length: > 0 }) l = pool.Rent(name.Length); if (name?.Length > 0) l.Return(); return 0; }
    public int D08_Comparison(int n) { byte[]? rented = n > 256 ? arrays.Rent(n) : null; Span<byte> s = rented ?? stackalloc byte[256]; int r = wire.Read(s[..n]); if (n > 256) arrays.Return(rented!); return r; }
    public int D09_Bigger(int n) { byte[]? rented = null; if (n > 256) rented = arrays.Rent(n); int r = n; if (rented != null) { r = wire.Read(rented); arrays.Return(rented); } return r; }
    public int D10_ConstMax(int n) { const int Max = 256; ByteLease l = default; if (n > Max) l = pool.Rent(n); if (n <= Max) return 0; int r = l.Span[0]; l.Return(); return r; }
    public int D11_StaticReadonly(int n) { ByteLease l = default; if (s_max > 4) l = pool.Rent(n); if (s_max > 4) l.Return(); return n; }
    public int D12_Xor(bool a, bool b) { ByteLease l = default; if (a ^ b) l = pool.Rent(1); if (a != b) l.Return(); return 1; }
    public int D13_Count(List<int> list) { ByteLease l = default; if (list.Count > 0) l = pool.Rent(list.Count); int s = 0; foreach (int i in list) s += i; if (list.Count > 0) l.Return(); return s; }
    public int D14_Array(int[] list) { ByteLease l = default; bool any = list is not []; if (any) l = pool.Rent(list.Length); int s = list.Sum(); if (any) l.Return(); return s; }
    public int D15_NestedSwitch(int a, int b) { var l = pool.Rent(1); switch (a) { case 0: switch (b) { case 0: l.Return(); return 1; default: break; } break; case 1: l.Return(); return 2; default: break; } int r = l.Span[0]; l.Return(); return r; }
    public int D16_SwitchWhen(object o) { var l = pool.Rent(1); switch (o) { case int n when n > 3: l.Return(); return n; case int: case string { Length: 0 }: l.Return(); return 0; case string s: l.Return(); return s.Length; case null: l.Return(); return -1; default: l.Return(); return -2; } }
    public int D17_SwitchExprThrow(int n) { using var l = pool.Rent(1); return n switch { < 0 => throw new ArgumentOutOfRangeException(nameof(n)), 0 => l.Span[0], > 0 => l.Length }; }
    public async Task<int> D18_RetryLoop(CancellationToken token) { for (int attempt = 0; ; attempt++) { var l = await pool.RentAsync(16, token); try { return await wire.ReadAsync(l.Memory, token); } catch (IOException) when (attempt < 3) { await Task.Delay(100, token); } finally { l.Return(); } } }
    public async Task<ByteLease> D19_ReadAll(int max, CancellationToken token) { var l = pool.Rent(256); int used = 0; try { while (true) { int n = await wire.ReadAsync(l.Memory[used..], token); if (n == 0) break; used += n; if (used > max) throw new InvalidDataException("too long"); if (used == l.Length) { var larger = await pool.RentAsync(used * 2, token); l.Span.CopyTo(larger.Span); l.Return(); l = larger; } } return l; } catch { l.Return(); throw; } }
    public async Task D20_Pipe(PipeReader reader, CancellationToken token) { while (true) { var result = await reader.ReadAsync(token); var buffer = result.Buffer; try { while (TryFrame(ref buffer, out var frame)) { using var l = pool.Rent((int)frame.Length); frame.CopyTo(l.Span); await wire.WriteAsync(l.Memory, token); } if (result.IsCompleted) break; } finally { reader.AdvanceTo(buffer.Start, buffer.End); } } }
    private static bool TryFrame(ref ReadOnlySequence<byte> b, out ReadOnlySequence<byte> f) { f = default; if (b.Length < 4) return false; f = b.Slice(0, 4); b = b.Slice(4); return true; }
    public async Task D21_WebSocket(WebSocket socket, CancellationToken token) { using var l = pool.Rent(4096); ValueWebSocketReceiveResult r; do { r = await socket.ReceiveAsync(l.Memory, token); if (r.MessageType == WebSocketMessageType.Close) { await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, token); return; } await socket.SendAsync(l.Memory[..r.Count], r.MessageType, r.EndOfMessage, token); } while (!r.EndOfMessage); }
    public async Task D22_AcceptLoop(Socket listener) { while (!_closed) { var socket = await listener.AcceptAsync(); _ = HandleAsync(socket); } }
    private async Task HandleAsync(Socket socket) { using (socket) { var l = pool.Rent(4096); try { int n; while ((n = await socket.ReceiveAsync(l.Memory)) > 0) await socket.SendAsync(l.Memory[..n]); } catch (SocketException) { } finally { l.Return(); } } }
    public void D23_Ring(int n) { _ring[_head] = pool.Rent(n); _head = (_head + 1) % _ring.Length; _ring[_head].Dispose(); _ring[_head] = default; }
    public void D24_Pending(long id, int n) { var l = pool.Rent(n); int r = wire.Read(l.Span); _pending.Add(id, (l, r)); }
    public void D25_Complete(long id) { if (_pending.Remove(id, out var e)) { wire.Write(e.Lease.Span[..e.Length]); e.Lease.Return(); } }
    public void D26_SetResult(int n) { var l = pool.Rent(n); if (!_ready.TrySetResult(l)) l.Return(); }
    public void D27_Cleanup(int n) { var l = pool.Rent(n); _cleanup.Push(l.Return); wire.Write(l.Span); }
    public void D28_LocalCleanup(int n) { var l = pool.Rent(n); Action done = l.Return; try { wire.Write(l.Span); } finally { done(); } }
    public void D29_Segments(int n) { int left = n; while (left > 0) { var l = pool.Rent(Math.Min(left, 1024)); _segments.Add(l); left -= wire.Read(l.Span); } }
    public void D30_SegmentsEnd() { for (int i = _segments.Count - 1; i >= 0; i--) { _segments[i].Return(); _segments.RemoveAt(i); } }
    public int D31_Lambda(int n) => Use(n, l => wire.Read(l.Span));
    private int Use(int n, Func<ByteLease, int> f) { var l = pool.Rent(n); try { return f(l); } finally { l.Return(); } }
    public T D32_Generic<T>(int n, Func<Memory<byte>, T> f) { using var l = pool.Rent(n); return f(l.Memory); }
    public TResult D33_State<TState, TResult>(TState state, SpanFunc<TState, TResult> f) { using var l = pool.Rent(3); return f(l.Span, state); }
    public delegate TResult SpanFunc<TState, TResult>(Span<byte> s, TState t);
    public async Task<string> D34_Hash(Stream s, CancellationToken token) { using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256); byte[] b = ArrayPool<byte>.Shared.Rent(8192); try { int n; while ((n = await s.ReadAsync(b.AsMemory(), token).ConfigureAwait(false)) != 0) hash.AppendData(b, 0, n); } finally { ArrayPool<byte>.Shared.Return(b, clearArray: true); } return Convert.ToHexString(hash.GetHashAndReset()); }
    public string D35_Stackalloc(string text) { int max = Encoding.UTF8.GetMaxByteCount(text.Length); byte[]? rented = null; Span<byte> bytes = max <= 512 ? stackalloc byte[512] : (rented = ArrayPool<byte>.Shared.Rent(max)); try { int n = Encoding.UTF8.GetBytes(text, bytes); return Convert.ToBase64String(bytes[..n]); } finally { if (rented != null) ArrayPool<byte>.Shared.Return(rented); } }
    public bool D36_TryFormat(Span<char> target, out int written) { byte[] b = arrays.Rent(64); bool ok = Convert.TryToBase64Chars(b.AsSpan(0, 10), target, out written); arrays.Return(b); return ok; }
    public void D37_BagArray() { if (!_bag.TryTake(out var b)) b = arrays.Rent(4096); wire.ReadExactly(b); if (_bag.Count < 10) _bag.Add(b); else arrays.Return(b); }
    public void D38_UsingStatement() { using (var a = pool.Rent(1)) using (var b = pool.Rent(2)) { a.Span.CopyTo(b.Span); } }
    public void D39_NestedTry() { var a = pool.Rent(1); try { var b = pool.Rent(2); try { a.Span.CopyTo(b.Span); } finally { b.Return(); } } finally { a.Return(); } }
    public int D40_TwoLeasesFilter(int n) { ByteLease a = default, b = default; try { a = pool.Rent(n); b = pool.Rent(n); return a.Span.SequenceCompareTo(b.Span); } finally { b.Dispose(); a.Dispose(); } }
    public void D41_Aggregate(int n) { var all = Enumerable.Range(0, n).Select(i => pool.Rent(i + 1)).ToArray(); try { foreach (var l in all) l.Span.Clear(); } finally { Array.ForEach(all, static l => l.Return()); } }
    public void D42_ForEachAsync() { var a = pool.Rent(64); Parallel.ForEachAsync([1, 2, 3], async (i, token) => await wire.WriteAsync(a.Memory[..i], token)).GetAwaiter().GetResult(); a.Return(); }
    public async Task D43_Continue(IAsyncEnumerable<int> sizes) { await foreach (int n in sizes.ConfigureAwait(false)) { if (n <= 0) continue; var l = pool.Rent(n); if (await wire.ReadAsync(l.Memory) == 0) { l.Return(); break; } l.Return(); } }
    public static ByteLease D44_Static(BytePool p, ReadOnlySpan<byte> s) { var l = p.Rent(s.Length); s.CopyTo(l.Span); return l; }
    public void D45_Chain() { using var l = D44_Static(pool, "abc"u8); wire.Write(l.Span); }
    public ReadOnlyMemory<byte> D46_CopyOut() { using var l = pool.Rent(3); ReadOnlyMemory<byte> m = l.Memory; m = m.ToArray(); return m; }
    public string D47_SpanToString() { using var l = pool.Rent(3); ReadOnlySpan<byte> s = l.Span; return Encoding.UTF8.GetString(s.Trim((byte)' ')); }
    public List<int> D48_Numbers() { using var l = pool.Rent(3); List<int> all = [.. l.Span.ToArray().Select(b => (int)b)]; return all; }
    public byte[] D49_SpreadBytes() { using var l = pool.Rent(3); return [0, .. l.Span, 1]; }
    public ImmutableArray<byte> D50_Immutable() { using var l = pool.Rent(3); return [.. l.Span]; }
    public Vector<byte> D51_Vector() { using var l = pool.Rent(64); return new Vector<byte>(l.Span); }
    public Guid D52_Guid() { using var l = pool.Rent(16); return new Guid(l.Span); }
    public BigInteger D53_BigInteger() { using var l = pool.Rent(16); return new BigInteger(l.Span); }
    public IPAddress D54_Address() { using var l = pool.Rent(16); return new IPAddress(l.Span); }
    public MemoryStream D55_CopyStream() { using var l = pool.Rent(16); var s = new MemoryStream(); s.Write(l.Span); s.Position = 0; return s; }
    public (Guid, string) D57_Tuple() { using var l = pool.Rent(16); return (new Guid(l.Span), Encoding.ASCII.GetString(l.Span)); }
    public Packet D58_RecordOfCopies() { using var l = pool.Rent(16); return new Packet(l.Span[0], l.Span.ToArray()); }
    public sealed record Packet(int Id, ReadOnlyMemory<byte> Data);
    public Decoded D59_ClassCopies() { using var l = pool.Rent(16); return new Decoded(l.Span); }
    public sealed class Decoded { public Decoded(ReadOnlySpan<byte> bytes) => Text = Encoding.UTF8.GetString(bytes); public Decoded(ReadOnlyMemory<byte> m, int n) => Text = Encoding.UTF8.GetString(m.Span[..n]); public string Text { get; } }
    public Decoded D60_ClassCopiesMemory() { using var l = pool.Rent(16); return new Decoded(l.Memory, 3); }
    public async Task<Decoded> D61_Await() { using var l = pool.Rent(16); int n = await wire.ReadAsync(l.Memory); return new Decoded(l.Memory, n); }
    public Task D62_Synchronous() { using var l = pool.Rent(16); wire.Write(l.Span); return Task.CompletedTask; }
    public Task<int> D63_FromResult() { using var l = pool.Rent(16); return Task.FromResult(wire.Read(l.Span)); }
    public ValueTask<byte> D64_ValueTask() { using var l = pool.Rent(16); return ValueTask.FromResult(l.Span[0]); }
    public int D65_OutVar() { using var l = pool.Rent(16); return TryParse(l.Span, out var rest, out int v) ? v : rest.Length; }
    private static bool TryParse(ReadOnlySpan<byte> s, out ReadOnlySpan<byte> rest, out int v) { rest = s[1..]; v = s[0]; return v > 0; }
    public void D66_RefReset(ref ByteLease l) { l.Return(); l = default; l.Dispose(); }
    public void D67_Reassign() { var l = pool.Rent(1); l.Return(); l = pool.Rent(2); l.Span.Clear(); l.Return(); }
    public void D68_LoopReassign(int n) { ByteLease l = pool.Rent(1); for (int i = 0; i < n; i++) { l.Return(); l = pool.Rent(i + 1); } l.Return(); }
    public void D69_LoopDefault(int n) { ByteLease l = default; try { for (int i = 0; i < n; i++) { l = pool.Rent(1); wire.Write(l.Span); l.Return(); l = default; } } finally { l.Dispose(); } }
    public void D70_WhileTrue() { while (true) { var l = pool.Rent(1); int n = wire.Read(l.Span); l.Return(); if (n == 0) return; } }
    public int D71_SpanAfterReassign() { var l = pool.Rent(1); Span<byte> s = l.Span; s.Clear(); l.Return(); s = new byte[4]; return s[0]; }
    public int D72_SpanLengthAfter() { var l = pool.Rent(1); var m = l.Memory; l.Return(); return m.Length; }
    public string D73_ToStringAfter() { var l = pool.Rent(1); int length = l.Length; l.Return(); return $"{length} {l.IsReturned}"; }
    public void D74_LogAfter() { var l = pool.Rent(1); l.Return(); Console.WriteLine(l); }
    public int D75_ConditionalAccess(Options? o) { ByteLease l = default; if (o?.Pooled == true) l = pool.Rent(1); if (o?.Pooled ?? false) l.Return(); return 0; }
    public int D76_Bool3(bool? flag) { ByteLease l = default; if (flag is true) l = pool.Rent(1); if (flag == true) l.Return(); return 0; }
    public int D77_GetValueOrDefault(bool? flag) { ByteLease l = default; if (flag.GetValueOrDefault()) l = pool.Rent(1); if (flag == true) l.Return(); return 0; }
    public int D78_LeaseEquals(int n) { ByteLease l = default; if (n > 3) l = pool.Rent(n); if (l != default) { l.Return(); } return 0; }
    public int D79_LeaseEqualsNullable(int n) { ByteLease? l = null; if (n > 3) l = pool.Rent(n); if (l.HasValue) l.GetValueOrDefault().Return(); return 0; }
    public int D80_LengthTest(int n) { ByteLease l = default; if (n > 3) l = pool.Rent(n); if (!l.IsReturned) l.Return(); return 0; }
    public void D81_UsingOfDefault(bool b) { ByteLease l = default; if (b) l = pool.Rent(1); using (l) { wire.Flush(); } }
    public void D82_TryGetValueOrRent(Dictionary<int, ByteLease> cache, int n) { if (!cache.TryGetValue(n, out var l)) { l = pool.Rent(n); cache[n] = l; } l.Span.Clear(); }
    public void D83_GetRef(Dictionary<int, ByteLease> cache, int n) { ref ByteLease l = ref CollectionsMarshal.GetValueRefOrAddDefault(cache, n, out bool exists); if (!exists) l = pool.Rent(n); l.Span.Clear(); }
    public void D84_Interlocked(StrongBox<ByteLease?> box, int n) { var l = pool.Rent(n); lock (box) { if (box.Value is null) { box.Value = l; return; } } l.Return(); }
    public void D85_ExceptionInLock(object gate, int n) { var l = pool.Rent(n); bool taken = false; try { Monitor.Enter(gate, ref taken); wire.Write(l.Span); } finally { if (taken) Monitor.Exit(gate); l.Return(); } }
    public void D86_AllocatorEachRound(int n) { var a = pool.CreateAllocator(); for (int i = 0; i < n; i++) { var m = a.Allocate(i + 1); try { wire.Write(m.Span); } finally { a.Return(); } } }
    public void D87_AllocatorIsAllocated() { var a = pool.CreateAllocator(); try { a.Allocate(3); wire.Write(a.Span); } finally { if (a.IsAllocated) a.Return(); } }
    public async Task D88_Compress(string path) { await using var file = File.Create(path); await using var zip = new BrotliStream(file, CompressionLevel.Fastest); var l = pool.Rent(8192); try { while (await wire.ReadAsync(l.Memory) is var n and not 0) await zip.WriteAsync(l.Memory[..n]); } finally { l.Return(); } }
    public async Task D89_TaskDelay() { var l = pool.Rent(16); Task write = wire.WriteAsync(l.Memory).AsTask(); Task done = await Task.WhenAny(write, Task.Delay(1000)); if (done != write) { _ = write.ContinueWith(static (_, state) => ((ByteLease)state!).Return(), l); throw new TimeoutException(); } await write; l.Return(); }
    public async Task D90_Finally2() { ByteLease l = default; Task? write = null; try { l = pool.Rent(3); write = wire.WriteAsync(l.Memory).AsTask(); await wire.FlushAsync(); } finally { if (write is not null) await write; l.Dispose(); } }
    public void D91_ThreadStatic(Action<IMemoryOwner<byte>> take) { var l = pool.Rent(3); IMemoryOwner<byte> o; try { wire.ReadExactly(l.Span); o = l.ToMemoryOwner(); } catch { l.Dispose(); throw; } take(o); }
    public void D92_Owner() { IMemoryOwner<byte>? o = null; try { o = MemoryPool<byte>.Shared.Rent(3); wire.ReadExactly(o.Memory.Span); } finally { o?.Dispose(); } }
    public int D93_Nested(int n) { int Inner(int k) { using var l = pool.Rent(k); return k == 0 ? wire.Read(l.Span) : Inner(k - 1) + l.Length; } return Inner(n); }
    public int D94_OutReturn(bool b, out ByteLease lease) { lease = b ? pool.Rent(1) : default; return 1; }
    public bool D95_OutTry(int n, out ByteLease lease) { lease = pool.Rent(n); if (wire.Read(lease.Span) == n) return true; lease.Return(); lease = default; return false; }
    public bool D96_OutTry2(int n, out ByteLease? lease) { var l = pool.Rent(n); if (wire.Read(l.Span) != n) { l.Return(); lease = null; return false; } lease = l; return true; }
    public void D97_Debug(int n) { var l = pool.Rent(n); Debug.Assert(!l.IsReturned); if (n > 3) { l.Return(); Debug.Fail("x"); return; } l.Return(); }
    public int D98_Checked(int n) { var l = pool.Rent(n); int s = 0; checked { unchecked { foreach (ref byte b in l.Span) { b++; s += b; } } } l.Return(); return s; }
    public void D99_AsyncVoidHandler(object? sender, EventArgs e) => _ = D90_Finally2();
}
