using Tidepool; using System.Buffers; using System.Buffers.Binary; using System.IO.Pipelines; using System.Net; using System.Net.Sockets; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Text; using System.Text.Json; using System.Threading.Channels; using System.Collections.Concurrent; using System.Diagnostics.CodeAnalysis; using System.Security.Cryptography; using System.IO.Compression; using System.Collections.Immutable; using System.Diagnostics;
namespace Corpus;
// Handlers, parsers, caches and queues: all correct.
public interface ICodec<T> { bool TryDecode(ReadOnlySpan<byte> source, out T value, out int used); int Encode(T value, Span<byte> destination); }
public delegate void FrameHandler(ReadOnlySpan<byte> frame);
public sealed record Job(int Id, ByteLease Input, TaskCompletionSource<ByteLease> Done);
public sealed class Worker<T>(BytePool pool, ICodec<T> codec, ChannelReader<Job> jobs, ChannelWriter<T> results) where T : notnull
{
    private readonly ConcurrentDictionary<int, ByteLease> _cache = new(); private readonly Queue<(ByteLease Lease, int Length)> _pending = []; private int _active; private volatile bool _stopped; private readonly SemaphoreSlim _gate = new(1); private readonly List<IDisposable> _disposables = [];
    public event FrameHandler? Frame; public Func<int, bool>? Filter { get; set; } public int Limit { get; init; } = 10; public required string Name { get; init; }
    public async Task Run(CancellationToken ct)
    {
        await foreach (var job in jobs.ReadAllAsync(ct))
        {
            var output = pool.Rent(job.Input.Length);
            try
            {
                job.Input.Span.CopyTo(output.Span);
                if (!job.Done.TrySetResult(output)) output.Return();
            }
            catch (Exception e)
            {
                output.Dispose();
                job.Done.TrySetException(e);
            }
            finally { job.Input.Return(); }
        }
    }
    public async Task<int> Decode(PipeReader reader, CancellationToken ct)
    {
        int count = 0;
        while (true)
        {
            ReadResult result = await reader.ReadAsync(ct);
            ReadOnlySequence<byte> buffer = result.Buffer;
            SequencePosition consumed = buffer.Start;
            if (buffer.IsSingleSegment)
            {
                if (codec.TryDecode(buffer.FirstSpan, out T value, out int used)) { await results.WriteAsync(value, ct); consumed = buffer.GetPosition(used); count++; }
            }
            else
            {
                using ByteLease flat = pool.Rent(checked((int)buffer.Length));
                buffer.CopyTo(flat.Span);
                if (codec.TryDecode(flat.Span, out T value, out int used)) { consumed = buffer.GetPosition(used); await results.WriteAsync(value, ct); count++; }
            }
            reader.AdvanceTo(consumed, buffer.End);
            if (result.IsCompleted) return count;
        }
    }
    public ByteLease Encode(T value)
    {
        for (int size = 256; ; size *= 2)
        {
            ByteLease lease = pool.Rent(size);
            try
            {
                int n = codec.Encode(value, lease.Span);
                if (n >= 0) return lease;
            }
            catch (ArgumentException) when (size < 1 << 20) { }
            lease.Return();
        }
    }
    public bool TryCache(int id, ReadOnlySpan<byte> data)
    {
        if (_cache.Count >= Limit) return false;
        ByteLease lease = pool.Rent(data.Length);
        data.CopyTo(lease.Span);
        if (_cache.TryAdd(id, lease)) return true;
        lease.Return();
        return false;
    }
    public int GetOrAdd(int id) => _cache.GetOrAdd(id, static (_, p) => p.Rent(10), pool).Length;
    public void Update(int id) => _cache.AddOrUpdate(id, _ => pool.Rent(10), (_, old) => { old.Return(); return pool.Rent(20); });
    public void Evict() { foreach (int id in _cache.Keys) if (_cache.TryRemove(id, out ByteLease lease)) lease.Return(); }
    public void Raise(int n) { using ByteLease lease = pool.Rent(n); Frame?.Invoke(lease.Span[..n]); }
    public void RaiseAll(int n) { var lease = pool.Rent(n); try { foreach (FrameHandler h in Frame?.GetInvocationList().Cast<FrameHandler>() ?? []) h(lease.Span); } finally { lease.Return(); } }
    public void Filtered(int n) { if (Filter is not { } filter) return; var lease = pool.Rent(n); if (filter(n)) lease.Span.Clear(); lease.Return(); }
    public async Task Gated(Stream s) { await _gate.WaitAsync(); ByteLease lease = default; try { lease = pool.Rent(10); await s.ReadExactlyAsync(lease.Memory); } finally { lease.Dispose(); _gate.Release(); } }
    public void Queue(ReadOnlySpan<byte> d) { var l = pool.Rent(d.Length); d.CopyTo(l.Span); _pending.Enqueue((l, d.Length)); }
    public void Flush(Stream s) { while (_pending.TryDequeue(out var p)) { try { s.Write(p.Lease.Span[..p.Length]); } finally { p.Lease.Return(); } } }
    public void Flush2(Stream s) { while (_pending.Count > 0) { (ByteLease lease, int length) = _pending.Dequeue(); using (lease) s.Write(lease.Span[..length]); } }
    public void Track(int n) { var l = pool.Rent(n); _disposables.Add(l); }
    public void Composite(int n) { var l = pool.Rent(n); _disposables.Add(new Cleanup(() => l.Return())); }
    private sealed class Cleanup(Action a) : IDisposable { public void Dispose() => a(); }
    public void Counter(int n) { Interlocked.Increment(ref _active); var l = pool.Rent(n); try { if (_stopped) return; l.Span.Clear(); } finally { l.Return(); Interlocked.Decrement(ref _active); } }
    public async ValueTask<bool> Poll(Stream s, TimeSpan t) { using var cts = new CancellationTokenSource(t); var l = pool.Rent(1); try { return await s.ReadAsync(l.Memory, cts.Token) == 1; } catch (OperationCanceledException) { return false; } finally { l.Return(); } }
    public IEnumerable<string> Lines(Stream s) { var l = pool.Rent(1024); try { int n; while ((n = s.Read(l.Span)) > 0) { int start = 0; for (int i; (i = l.Span[start..n].IndexOf((byte)'\n')) >= 0; start += i + 1) yield return Encoding.UTF8.GetString(l.Span.Slice(start, i)); } } finally { l.Return(); } }
    public T2 With<T2>(int n, Func<ByteLease, T2> f) { var l = pool.Rent(n); try { return f(l); } finally { l.Return(); } }
    public async Task<T2> WithAsync<T2>(int n, Func<Memory<byte>, Task<T2>> f) { using var l = pool.Rent(n); return await f(l.Memory); }
    public ByteLease Clone(ByteLease other) { var l = pool.Rent(other.Length); other.Span.CopyTo(l.Span); return l; }
    public static ByteLease operator +(Worker<T> w, ByteLease l) { using (l) return w.Clone(l); }
    public int Switch(object o) { switch (o) { case string { Length: var n }: using (var l = pool.Rent(n + 1)) { return l.Length; } case int n when n > 0: { var l = pool.Rent(n); int r = l.Capacity; l.Return(); return r; } case null: return 0; default: goto case null; } }
    public string Hash(ReadOnlySpan<char> text) { int max = Encoding.UTF8.GetMaxByteCount(text.Length); ByteLease? lease = null; Span<byte> bytes = max <= 512 ? stackalloc byte[512] : (lease = pool.Rent(max)).Value.Span; try { int n = Encoding.UTF8.GetBytes(text, bytes); Span<byte> hash = stackalloc byte[32]; SHA256.HashData(bytes[..n], hash); return Convert.ToHexString(hash); } finally { lease?.Return(); } }
    public void Twice(int n) { ByteLease l = pool.Rent(n); l.Return(); l = pool.Rent(n); l.Return(); }
    public void Either(bool a) { ByteLease l = pool.Rent(4); if (a) { _cache[1] = l; } else { l.Return(); } }
    public void Both(bool a, bool b) { ByteLease l = default; if (a || b) l = pool.Rent(4); if (a) l.Span[0] = 1; if (b) l.Span[0] = 2; if (a || b) l.Return(); }
    public void Enum(Mode m) { ByteLease l = m == Mode.None ? default : pool.Rent(4); switch (m) { case Mode.Read: l.Span.Clear(); break; case Mode.Write: l.Span.Fill(1); break; } if (m != Mode.None) l.Return(); }
    public enum Mode { None, Read, Write }
    public void Nested(int[][] all) { foreach (int[] inner in all) { ByteLease l = pool.Rent(inner.Length + 1); foreach (int i in inner) { if (i < 0) goto next; l.Span[0] = (byte)i; } Console.WriteLine(l.Span[0]); next: l.Return(); } }
    public void Rethrow(Stream s) { ByteLease l = pool.Rent(4); try { s.Write(l.Span); } catch (Exception e) { l.Return(); throw new InvalidOperationException("x", e); } l.Return(); }
    public ExceptionDispatch? Captured(Stream s) { ByteLease l = pool.Rent(4); try { s.Write(l.Span); return null; } catch (IOException e) { return new(e); } finally { l.Return(); } }
    public sealed record ExceptionDispatch(Exception E);
    public Task<ByteLease> Started(int n) { var tcs = new TaskCompletionSource<ByteLease>(); var l = pool.Rent(n); if (n > 10) { tcs.SetResult(l); } else { l.Return(); tcs.SetCanceled(); } return tcs.Task; }
    public async Task Copy(Stream from, Stream to, CancellationToken ct) { ByteLease a = pool.Rent(4096), b = pool.Rent(4096); try { int n = await from.ReadAsync(a.Memory, ct); while (n > 0) { ValueTask write = to.WriteAsync(a.Memory[..n], ct); n = await from.ReadAsync(b.Memory, ct); await write; (a, b) = (b, a); } } finally { a.Return(); b.Return(); } }
    public void Partial(int n) { var l = pool.Rent(n); var head = l.Memory[..1]; var tail = l.Memory[1..]; head.CopyTo(tail); l.Return(); Console.WriteLine(head.Length + tail.Length); }
    public ReadOnlyMemory<byte> Kept(int n) { var o = pool.Rent(n).ToMemoryOwner(); _disposables.Add(o); return o.Memory; }
    public Memory<byte> Held(int id) { var l = pool.Rent(4); _cache[id] = l; return l.Memory; }
    public void Assert(int n) { var l = pool.Rent(n); Debug.Assert(l.Length == n); ArgumentOutOfRangeException.ThrowIfNegative(n); l.Return(); }
    public void Local() { ByteLease Rent(int n) => pool.Rent(n); void Give(ByteLease l) => l.Return(); var a = Rent(1); a.Span.Clear(); Give(a); }
    public void Lambda() { Func<int, ByteLease> rent = pool.Rent; Action<ByteLease> give = static l => l.Return(); var a = rent(1); a.Span.Clear(); give(a); }
    public async Task Semaphores(Stream s) { using var l = pool.Rent(4); using var done = new SemaphoreSlim(0); ThreadPool.QueueUserWorkItem(_ => { l.Span.Clear(); done.Release(); }); await done.WaitAsync(); }
    public void Barrier() { using var l = pool.Rent(4); var done = new ManualResetEventSlim(); new Thread(() => { l.Span.Clear(); done.Set(); }).Start(); done.Wait(); }
    public async Task Later(Stream s) { var l = pool.Rent(4); Task t = Work(); await t; async Task Work() { try { await s.WriteAsync(l.Memory); } finally { l.Return(); } } }
    public void Dynamic(dynamic d) { var l = pool.Rent(4); d.Use(l); }
    public void Index() { var l = pool.Rent(4); l.Span[^1] = 1; l.Return(); }
    public void Sum() { var l = pool.Rent(4); var s = l.Span; int x = 0; for (int i = s.Length - 1; i >= 0; i--) { if (s[i] == 0) continue; if (s[i] == 255) break; x += s[i]; } l.Return(); Console.WriteLine(x); }
    public static void Static(BytePool p) { using (ByteLease a = p.Rent(1), b = p.Rent(2)) { a.Span.CopyTo(b.Span); } }
    public void Discard() { using var _ = pool.Rent(4); using var __ = pool.Rent(5); }
    public void Null(BytePool? p) { ByteLease? l = p?.Rent(4); l?.Span.Clear(); l?.Return(); }
    public void Null2(BytePool? p) { if (p is null) return; var l = p.Rent(4); l.Return(); }
    public void Coalesce(ByteLease? given) { ByteLease l = given ?? pool.Rent(4); try { l.Span.Clear(); } finally { if (given is null) l.Return(); } }
    public void Coalesce2(ByteLease given) { bool own = given.IsReturned; ByteLease l = own ? pool.Rent(4) : given; l.Span.Clear(); if (own) l.Return(); }
}
