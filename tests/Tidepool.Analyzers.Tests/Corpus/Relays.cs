using Tidepool; using System.Buffers; using System.Buffers.Binary; using System.Collections.Concurrent; using System.Diagnostics; using System.Diagnostics.CodeAnalysis; using System.IO.Pipelines; using System.Net; using System.Net.Sockets; using System.Runtime.CompilerServices; using System.Runtime.ExceptionServices; using System.Runtime.InteropServices; using System.Security.Cryptography; using System.Text; using System.Text.Json; using System.Threading.Channels;
namespace Corpus;
// What servers do all day: all correct.
public enum Kind { Ping, Data, Close }
public sealed record Settings(bool Compress, int Limit) { public bool Large => Limit > 1000; }
public abstract record Shape { private Shape() { } public sealed record Small(int N) : Shape; public sealed record Big(int N) : Shape; }
public sealed class Frame(ByteLease lease, int length) : IDisposable { public ReadOnlySpan<byte> Data => lease.Span[..length]; public ReadOnlyMemory<byte> Memory => lease.Memory[..length]; public void Dispose() => lease.Dispose(); }
public static class Extensions
{
    extension(ByteLease lease) { public int Sum { get { int s = 0; foreach (byte b in lease.Span) s += b; return s; } } public void Fill(byte value) => lease.Span.Fill(value); }
    extension(BytePool pool) { public ByteLease RentFor(string text) { var l = pool.Rent(Encoding.UTF8.GetMaxByteCount(text.Length)); Encoding.UTF8.GetBytes(text, l.Span); return l; } }
    public static void ReturnAll(this List<ByteLease> leases) { foreach (var l in leases) l.Return(); leases.Clear(); }
}
public sealed class Relays(BytePool pool, ArrayPool<byte> arrays, Stream wire, Settings settings)
{
    private readonly Channel<Frame> _frames = Channel.CreateBounded<Frame>(10); private readonly Queue<ByteLease> _free = new(); private readonly Lock _gate = new(); private readonly SemaphoreSlim _semaphore = new(1); private ByteLease? _cached; private Frame? _current; private byte[]? _scratch; private readonly Dictionary<int, Memory<byte>> _views = []; private Memory<byte> _window; private Action? _onDone;
    public ByteLease Buffer { get => field; set { if (field != value) { field.Dispose(); field = value; } } }
    public int C01_SwitchEnum(Kind kind) { var l = pool.Rent(16); int r = kind switch { Kind.Ping => 0, Kind.Data => l.Span[0], Kind.Close => -1, _ => throw new UnreachableException() }; l.Return(); return r; }
    public void C02_SwitchBool(bool a) { var l = pool.Rent(16); switch (a) { case true: wire.Write(l.Span); l.Return(); break; case false: l.Return(); break; } }
    public void C03_SealedHierarchy(Shape shape) { ByteLease l = pool.Rent(4); switch (shape) { case Shape.Small s: wire.Write(l.Span[..s.N]); l.Return(); break; case Shape.Big b: wire.Write(l.Span); l.Return(); break; default: throw new UnreachableException(); } }
    public int C04_TwiceTestedLocal(int n) { bool pooled = n > 256; ByteLease l = default; Span<byte> span = pooled ? (l = pool.Rent(n)).Span : stackalloc byte[256]; int r = wire.Read(span); if (pooled) { l.Return(); } return r; }
    public int C05_TwiceTestedRecord(int n) { ByteLease l = default; if (settings.Compress) { l = pool.Rent(n); } int r = wire.ReadByte(); if (settings.Compress) { wire.Write(l.Span); l.Return(); } return r; }
    public int C06_TwiceTestedComputed(int n) { ByteLease l = default; if (settings.Large) { l = pool.Rent(n); wire.ReadExactly(l.Span); } if (settings.Large) { l.Return(); } return n; }
    public int C07_NotInverse(int n) { ByteLease l = default; if (n >= 100) { l = pool.Rent(n); } if (!(n < 100)) { l.Return(); } return n; }
    public int C08_LogicalAnd(bool a, bool b) { ByteLease l = default; if (a && b) { l = pool.Rent(4); } wire.Flush(); if (a && b) { l.Return(); } return 1; }
    public int C09_Demorgan(bool a, bool b) { ByteLease l = default; if (a || b) { l = pool.Rent(4); } if (!a && !b) { return 0; } l.Return(); return 1; }
    public int C10_NullableLease(int n) { ByteLease? l = null; try { if (n > 10) { l = pool.Rent(n); wire.ReadExactly(l.Value.Span); } return l?.Span[0] ?? 0; } finally { l?.Return(); } }
    public int C11_NullableArray(int n) { byte[]? rented = null; Span<byte> span = n <= 256 ? stackalloc byte[256] : (rented = ArrayPool<byte>.Shared.Rent(n)); span = span[..n]; int r = wire.Read(span); if (rented is not null) { ArrayPool<byte>.Shared.Return(rented); } return r; }
    public int C12_NullableArrayPattern(int n) { byte[]? rented = null; try { Span<byte> span = n <= 256 ? stackalloc byte[256] : (rented = arrays.Rent(n)); return wire.Read(span); } finally { if (rented is { } r) { arrays.Return(r); } } }
    public bool C13_TryPattern(int n, [NotNullWhen(true)] out Frame? frame) { if (!pool.TryRent(n, out var l)) { frame = null; return false; } frame = new Frame(l, n); return true; }
    public bool C14_TryRentThrow(int n) { if (!pool.TryRent(n, out ByteLease l)) { throw new InvalidOperationException("full"); } try { return wire.Read(l.Span) > 0; } finally { l.Return(); } }
    public int C15_Ternary(int n) { using ByteLease l = n > 3 ? pool.Rent(n) : pool.Rent(3); return l.Length; }
    public Frame C16_Handed(int n) { var l = pool.Rent(n); try { wire.ReadExactly(l.Span); return new Frame(l, n); } catch { l.Return(); throw; } }
    public Frame? C17_HandedFlag(int n) { var l = pool.Rent(n); bool done = false; try { int r = wire.Read(l.Span); if (r == 0) { return null; } var f = new Frame(l, r); done = true; return f; } finally { if (!done) { l.Return(); } } }
    public Frame? C18_HandedDefault(int n) { var l = pool.Rent(n); try { int r = wire.Read(l.Span); if (r == 0) { return null; } var f = new Frame(l, r); l = default; return f; } finally { l.Dispose(); } }
    public async Task C19_Channel(CancellationToken token) { while (!token.IsCancellationRequested) { var l = await pool.RentAsync(1024, token); int n; try { n = await wire.ReadAsync(l.Memory, token); } catch { l.Return(); throw; } if (n == 0) { l.Return(); break; } var frame = new Frame(l, n); if (!_frames.Writer.TryWrite(frame)) { try { await _frames.Writer.WriteAsync(frame, token); } catch { frame.Dispose(); throw; } } } }
    public async Task C20_AwaitForeach(CancellationToken token) { await foreach (var frame in _frames.Reader.ReadAllAsync(token)) { using (frame) { await wire.WriteAsync(frame.Memory, token); } } }
    public async Task C21_Semaphore() { await _semaphore.WaitAsync(); var l = pool.Rent(8); try { await wire.ReadExactlyAsync(l.Memory); } finally { l.Return(); _semaphore.Release(); } }
    public void C22_Free() { ByteLease l; lock (_gate) { if (!_free.TryDequeue(out l)) { l = pool.Rent(64); } } l.Span.Clear(); lock (_gate) { if (_free.Count < 10) { _free.Enqueue(l); return; } } l.Return(); }
    public void C23_CachedField() { _cached ??= pool.Rent(64); wire.Write(_cached.Value.Span); }
    public void C24_Replace(int n) { var old = _cached; _cached = pool.Rent(n); old?.Return(); }
    public void C25_Grow(ref ByteLease l, int used) { var larger = pool.Rent(l.Length * 2); l.Span[..used].CopyTo(larger.Span); l.Return(); l = larger; }
    public int C26_GrowLocal() { var l = pool.Rent(16); int used = 0, n; while ((n = wire.Read(l.Span[used..])) > 0) { used += n; if (used == l.Length) { var larger = pool.Rent(l.Length * 2); l.Span.CopyTo(larger.Span); l.Return(); l = larger; } } l.Return(); return used; }
    public int C27_GrowArray() { byte[] b = arrays.Rent(16); int used = 0; try { int n; while ((n = wire.Read(b, used, b.Length - used)) > 0) { used += n; if (used == b.Length) { byte[] larger = arrays.Rent(b.Length * 2); System.Buffer.BlockCopy(b, 0, larger, 0, used); arrays.Return(b); b = larger; } } return used; } finally { arrays.Return(b); } }
    public int C28_GrowArraySwap() { byte[] b = arrays.Rent(16); int used = 0; while (true) { int n = wire.Read(b.AsSpan(used)); if (n == 0) { break; } used += n; if (used < b.Length) { continue; } var old = b; b = arrays.Rent(old.Length * 2); old.AsSpan().CopyTo(b); arrays.Return(old); } arrays.Return(b); return used; }
    public async Task C29_Filter() { var l = pool.Rent(8); try { await wire.WriteAsync(l.Memory); } catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset }) { Console.WriteLine("gone"); } catch (Exception e) when (e is not OperationCanceledException) { Console.WriteLine(e); throw; } finally { l.Return(); } }
    public int C30_Goto(int n) { var l = pool.Rent(n); int tries = 0; retry: try { wire.ReadExactly(l.Span); } catch (IOException) when (tries < 3) { tries++; goto retry; } int r = l.Span[0]; l.Return(); return r; }
    public int C31_GotoEnd(int n) { int r = -1; var l = pool.Rent(n); if (wire.Read(l.Span) == 0) goto end; if (l.Span[0] == 0) goto end; r = l.Span[0]; end: l.Return(); return r; }
    public int C32_GotoCase(int n) { var l = pool.Rent(n); switch (n) { case 1: wire.WriteByte(1); goto case 2; case 2: l.Return(); break; case 3: goto default; default: wire.Write(l.Span); goto case 2; } return n; }
    public int C33_LocalFunctionReturns(int n) { var l = pool.Rent(n); int r = wire.Read(l.Span); if (r == 0) { Free(); return 0; } Free(); return r; void Free() => l.Return(); }
    public int C34_LocalFunctionUses(int n) { using var l = pool.Rent(n); return Sum(0) + Sum(1); int Sum(int from) { int s = 0; foreach (byte b in l.Span[from..]) s += b; return s; } }
    public void C35_LambdaAwaited() { using var l = pool.Rent(8); Parallel.For(0, 8, i => l.Span[i] = (byte)i); }
    public async Task C36_WhenAll(Stream a, Stream b) { using var l = pool.Rent(8); await Task.WhenAll(a.WriteAsync(l.Memory).AsTask(), b.WriteAsync(l.Memory).AsTask()); }
    public async Task C37_WhenAllList(IEnumerable<Stream> all) { using var l = pool.Rent(8); var tasks = new List<Task>(); foreach (var s in all) { tasks.Add(s.WriteAsync(l.Memory).AsTask()); } await Task.WhenAll(tasks); }
    public async Task C38_WhenAny(Stream a, CancellationToken token) { var l = pool.Rent(8); try { var read = a.ReadAsync(l.Memory, token).AsTask(); if (await Task.WhenAny(read, Task.Delay(100, token)) != read) { await read; } await read; } finally { l.Return(); } }
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> C39_Chunks([EnumeratorCancellation] CancellationToken token = default) { using var l = pool.Rent(8192); int n; while ((n = await wire.ReadAsync(l.Memory, token)) > 0) { yield return l.Memory[..n]; } }
    public IEnumerable<int> C40_Iterator(int n) { var l = pool.Rent(n); try { for (int i = 0; i < n; i++) { yield return l.Span[i]; } } finally { l.Return(); } }
    public int C41_Extension(string text) { using var l = pool.RentFor(text); l.Fill(3); return l.Sum; }
    public void C42_List(int n) { List<ByteLease> all = []; try { for (int i = 0; i < n; i++) { all.Add(pool.Rent(i + 1)); } } finally { all.ReturnAll(); } }
    public void C43_ArrayOfLeases(int n) { var all = new ByteLease[n]; for (int i = 0; i < n; i++) { all[i] = pool.Rent(4); } foreach (var l in all) { l.Return(); } }
    public void C44_CollectionExpression() { ByteLease a = pool.Rent(1), b = pool.Rent(2); foreach (ByteLease l in (ReadOnlySpan<ByteLease>)[a, b]) { l.Return(); } }
    public void C45_Property() { Buffer = pool.Rent(4); Buffer.Span.Clear(); }
    public async Task C46_AwaitUsing(string path) { await using var file = File.OpenRead(path); using var l = pool.Rent(4096); while (await file.ReadAsync(l.Memory) is > 0 and var n) { await wire.WriteAsync(l.Memory[..n]); } }
    public int C47_PatternSlice(int n) { using var l = pool.Rent(n); return l.Span switch { [1, 2, ..] => 1, [0, .. var rest] => rest.Length, [] => 0, _ => -1 }; }
    public int C48_ReturnBeforeThrow(int n) { var l = pool.Rent(n); if (wire.Read(l.Span) != n) { l.Return(); throw new EndOfStreamException(); } int r = l.Span[0]; l.Return(); return r; }
    public int C49_ThrowHelper(int n) { var l = pool.Rent(n); if (n > 5) { l.Return(); Fail(); } int r = l.Span[0]; l.Return(); return r; }
    [DoesNotReturn] private static void Fail() => throw new InvalidOperationException();
    public void C50_ExceptionDispatch(int n) { ExceptionDispatchInfo? error = null; var l = pool.Rent(n); try { wire.Write(l.Span); } catch (Exception e) { error = ExceptionDispatchInfo.Capture(e); } l.Return(); error?.Throw(); }
    public void C51_StateFlags(int n) { var l = pool.Rent(n); bool returned = false; for (int i = 0; i < n; i++) { if (!returned && wire.ReadByte() < 0) { l.Return(); returned = true; } } if (!returned) { l.Return(); } }
    public int C52_LoopBreakFlag(int n) { ByteLease l = default; bool have = false; for (int i = 0; i < n; i++) { if (!have) { l = pool.Rent(n); have = true; } wire.Read(l.Span); } if (have) { l.Return(); } return n; }
    public int C53_DoWhile() { int n; do { var l = pool.Rent(16); n = wire.Read(l.Span); if (n < 0) { l.Return(); continue; } wire.Write(l.Span[..n]); l.Return(); } while (n > 0); return n; }
    public int C54_Switch2(Kind kind, int n) { ByteLease l; switch (kind) { case Kind.Ping: return 0; case Kind.Data: l = pool.Rent(n); break; default: l = pool.Rent(1); break; } int r = wire.Read(l.Span); l.Return(); return r; }
    public int C55_IsReturned(int n) { var l = pool.Rent(n); try { if (wire.Read(l.Span) == 0) { l.Return(); return 0; } return l.Span[0]; } finally { if (!l.IsReturned) { l.Return(); } } }
    public void C56_DisposeTwice(int n) { using var l = pool.Rent(n); wire.Write(l.Span); l.Return(); wire.Flush(); }
    public void C57_QueueWithCallback(int n) { var l = pool.Rent(n); ThreadPool.QueueUserWorkItem(static s => { try { s.Span.Clear(); } finally { s.Return(); } }, l, preferLocal: true); }
    public void C58_TaskOwns(int n) { var l = pool.Rent(n); _ = Task.Run(async () => { using (l) { await wire.WriteAsync(l.Memory); } }); }
    public Task C59_ContinueReturns(int n) { var l = pool.Rent(n); return wire.WriteAsync(l.Memory).AsTask().ContinueWith(static (_, s) => ((IDisposable)s!).Dispose(), l, TaskScheduler.Default); }
    public async Task C60_SetBuffer(Socket socket, SocketAsyncEventArgs args) { using var l = pool.Rent(64); args.SetBuffer(l.Memory); var done = new TaskCompletionSource(); args.Completed += (_, _) => done.TrySetResult(); if (socket.ReceiveAsync(args)) { await done.Task; } args.SetBuffer(Memory<byte>.Empty); }
    public void C61_WindowCleared(int n) { using var l = pool.Rent(n); _window = l.Memory; try { Work(); } finally { _window = default; } }
    private void Work() => wire.Write(_window.Span);
    public void C62_ViewsRemoved(int n) { using var l = pool.Rent(n); _views.Add(n, l.Memory); try { Work(); } finally { _views.Remove(n); } }
    public void C63_EventRemoved(int n) { using var l = pool.Rent(n); Action handler = () => l.Span.Clear(); _onDone += handler; try { Work(); } finally { _onDone -= handler; } }
    public async Task<int> C64_Timeout(int n) { using var l = pool.Rent(n); using var source = new CancellationTokenSource(TimeSpan.FromSeconds(5)); try { return await wire.ReadAsync(l.Memory, source.Token); } catch (OperationCanceledException) when (source.IsCancellationRequested) { return 0; } }
    public async ValueTask<int> C65_FastPath(int n) { var l = pool.Rent(n); var read = wire.ReadAsync(l.Memory); if (read.IsCompletedSuccessfully) { int r = read.Result; l.Return(); return r; } try { return await read; } finally { l.Return(); } }
    public ValueTask<int> C66_FastPathSplit(int n) { var l = pool.Rent(n); var read = wire.ReadAsync(l.Memory); if (read.IsCompletedSuccessfully) { int r = read.Result; l.Return(); return new(r); } return Slow(read, l); static async ValueTask<int> Slow(ValueTask<int> read, ByteLease l) { try { return await read; } finally { l.Return(); } } }
    public ValueTask C67_FastPathDispose(int n) { var l = pool.Rent(n); ValueTask write; try { write = wire.WriteAsync(l.Memory); } catch { l.Return(); throw; } if (write.IsCompletedSuccessfully) { l.Return(); return default; } return AwaitAndReturn(write, l); }
    private static async ValueTask AwaitAndReturn(ValueTask write, ByteLease l) { try { await write; } finally { l.Return(); } }
    public string C68_Hex(int n) { using var l = pool.Rent(n); SHA256.HashData("a"u8, l.Span); return Convert.ToHexString(l.Span[..32]); }
    public byte[] C69_Copy(int n) { using var l = pool.Rent(n); return l.Memory[1..].ToArray(); }
    public int[] C70_Linq(int n) { using var l = pool.Rent(n); return MemoryMarshal.ToEnumerable<byte>(l.Memory).Select(b => (int)b).ToArray(); }
    public List<string> C71_Json(int n) { using var l = pool.Rent(n); using var doc = JsonDocument.Parse(l.Memory); return [.. doc.RootElement.EnumerateArray().Select(e => e.GetString()!)]; }
    public JsonElement C72_JsonClone(int n) { using var l = pool.Rent(n); using var doc = JsonDocument.Parse(l.Memory); return doc.RootElement.Clone(); }
    public T? C73_Deserialize<T>(int n) { using var l = pool.Rent(n); return JsonSerializer.Deserialize<T>(l.Span); }
    public int C74_Out(int n, out int read) { using var l = pool.Rent(n); read = wire.Read(l.Span); return l.Span[0]; }
    public (int, byte) C75_Tuple(int n) { using var l = pool.Rent(n); return (wire.Read(l.Span), l.Span[0]); }
    public void C76_Swap(int n) { var a = pool.Rent(n); var b = pool.Rent(n); for (int i = 0; i < n; i++) { (a, b) = (b, a); wire.Write(a.Span); } a.Return(); b.Return(); }
    public int C77_NullCheckException(int n) { var l = pool.Rent(n); Exception? error = null; int r = 0; try { r = wire.Read(l.Span); } catch (Exception e) { error = e; } l.Return(); if (error != null) { throw new IOException("x", error); } return r; }
    public int C78_Scratch(int n) { var b = Interlocked.Exchange(ref _scratch, null) ?? arrays.Rent(4096); int r = wire.Read(b); if (Interlocked.CompareExchange(ref _scratch, b, null) is not null) { arrays.Return(b); } return r; }
    public void C79_FieldReturn() { var b = _scratch; _scratch = null; if (b is not null) { arrays.Return(b); } }
    public void C80_FrameSwap() { var old = Interlocked.Exchange(ref _current, new Frame(pool.Rent(4), 4)); old?.Dispose(); }
    public unsafe int C81_Fixed(int n) { using var l = pool.Rent(n); fixed (byte* p = l.Span) { return p[0]; } }
    public int C82_Pin(int n) { var l = pool.Rent(n); using (MemoryHandle h = l.Memory.Pin()) { unsafe { ((byte*)h.Pointer)[0] = 1; } } int r = l.Span[0]; l.Return(); return r; }
    public int C83_Writer(int n) { using var w = new PooledBufferWriter(pool); using (var json = new Utf8JsonWriter(w)) { json.WriteStartObject(); json.WriteEndObject(); } wire.Write(w.WrittenSpan); return (int)w.WrittenCount; }
    public IMemoryOwner<byte> C84_Detach(int n) { using var w = new PooledBufferWriter(pool); w.GetSpan(n); w.Advance(n); return w.DetachBuffer(); }
    public IMemoryOwner<byte> C85_Owner(int n) { var l = pool.Rent(n); try { int r = wire.Read(l.Span); return l.ToMemoryOwner(r); } catch { l.Dispose(); throw; } }
    public ByteLease C86_CopyToLease(int n) { using var s = new PooledStream(pool); wire.CopyTo(s); return s.CopyToLease(); }
    public int C87_SequenceReader(long n) { using var q = pool.RentSequence(n); foreach (var m in q.Segments) { wire.ReadExactly(m.Span); } var reader = new SequenceReader<byte>(q.Sequence); return reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n') ? (int)line.Length : -1; }
    public int C88_AllocatorReuse(int n) { var a = pool.CreateAllocator(); try { int s = 0; for (int i = 0; i < n; i++) { s += wire.Read(a.Allocate(i + 1).Span); a.Return(); } return s; } finally { a.Dispose(); } }
    public async Task C89_Periodic(CancellationToken token) { using PeriodicTimer timer = new(TimeSpan.FromSeconds(1)); using var l = pool.Rent(64); while (await timer.WaitForNextTickAsync(token)) { await wire.WriteAsync(l.Memory, token); } }
    public void C90_Thread(int n) { using var l = pool.Rent(n); var t = new Thread(() => l.Span.Clear()); t.Start(); t.Join(); }
    public void C91_Countdown(int n) { using var l = pool.Rent(n); using var done = new CountdownEvent(1); ThreadPool.QueueUserWorkItem(_ => { l.Span.Clear(); done.Signal(); }); done.Wait(); }
    public int C92_ReturnExpression(int n) { var l = pool.Rent(n); var r = Parse(l.Span, out bool ok); l.Return(); return ok ? r : throw new FormatException(); }
    private static int Parse(ReadOnlySpan<byte> s, out bool ok) { ok = s.Length > 0; return ok ? s[0] : 0; }
    public bool C93_ShortCircuit(int n) { ByteLease l = default; bool ok = n > 3 && pool.TryRent(n, out l) && wire.Read(l.Span) > 0; l.Dispose(); return ok; }
    public bool C94_ShortCircuit2(int n) { if (n > 3 && pool.TryRent(n, out var l)) { l.Span.Clear(); l.Return(); return true; } return false; }
    public int C95_RefStruct(int n) { using var l = pool.Rent(n); var w = new SpanWriter(l.Span); w.Write(3); return w.Position; }
    private ref struct SpanWriter(Span<byte> span) { private Span<byte> _span = span; public int Position { get; private set; } public void Write(byte b) => _span[Position++] = b; }
    public ByteLease C96_ReadFrame() { Span<byte> header = stackalloc byte[4]; wire.ReadExactly(header); int n = BinaryPrimitives.ReadInt32BigEndian(header); if (n is < 0 or > 1000) { throw new InvalidDataException(); } var l = pool.Rent(n); bool ok = false; try { wire.ReadExactly(l.Span); ok = true; } finally { if (!ok) l.Return(); } return l; }
    public void C97_StructOwner() { var owner = new Owner(pool.Rent(3)); try { wire.Write(owner.Lease.Span); } finally { owner.Dispose(); } }
    private readonly record struct Owner(ByteLease Lease) : IDisposable { public void Dispose() => Lease.Dispose(); }
    public int C98_UsingNullable(int n) { ByteLease? maybe = n > 3 ? pool.Rent(n) : null; using (maybe) { return maybe?.Length ?? 0; } }
    public void C99_DeferredList(int n) { var stack = new Stack<IDisposable>(); stack.Push(pool.Rent(n)); stack.Push(pool.Rent(n)); while (stack.TryPop(out var d)) d.Dispose(); }
}
