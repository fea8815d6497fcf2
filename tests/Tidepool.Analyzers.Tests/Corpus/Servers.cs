using Tidepool; using System.Buffers; using System.Buffers.Binary; using System.IO.Pipelines; using System.Net; using System.Net.Sockets; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Text; using System.Text.Json; using System.Threading.Channels; using System.Collections.Concurrent; using System.Diagnostics.CodeAnalysis; using System.Security.Cryptography; using System.IO.Compression; using System.Collections.Immutable; using System.Diagnostics;
namespace Corpus;
// Servers that read, parse, queue and send: all correct.
public enum State { Start, Header, Body, Done, Failed }
public interface IConnection { ValueTask<int> ReceiveAsync(Memory<byte> m, CancellationToken ct); ValueTask SendAsync(ReadOnlyMemory<byte> m, CancellationToken ct); bool IsOpen { get; } }
public readonly record struct Request(string Method, ByteLease? Body) { public bool HasBody => Body is not null; }
public sealed class Server(BytePool pool, TimeProvider time)
{
    private readonly Lock _lock = new();
    private ByteLease _partial; private int _partialLength; private bool _hasPartial;
    private State _state;
    private readonly PriorityQueue<ByteLease, int> _priority = new();
    private readonly LinkedList<ByteLease> _linked = [];
    private ImmutableQueue<ByteLease> _immutable = [];
    private readonly ByteLease?[] _ring = new ByteLease?[16];
    private readonly Dictionary<EndPoint, (ByteLease Lease, int Used)> _peers = [];
    private readonly AsyncLocal<ByteLease?> _ambient = new();
    [ThreadStatic] private static ByteLease? t_scratch;

    public async Task Handle(IConnection c, CancellationToken ct)
    {
        ByteLease buffer = pool.Rent(1024);
        int filled = 0;
        try
        {
            while (c.IsOpen)
            {
                if (filled == buffer.Length)
                {
                    ByteLease larger = pool.Rent(buffer.Length * 2);
                    buffer.Span[..filled].CopyTo(larger.Span);
                    buffer.Return();
                    buffer = larger;
                }
                int n = await c.ReceiveAsync(buffer.Memory[filled..], ct);
                if (n == 0) break;
                filled += n;
                if (TryParse(buffer.Span[..filled], out int used))
                {
                    await c.SendAsync(buffer.Memory[..used], ct);
                    buffer.Span[used..filled].CopyTo(buffer.Span);
                    filled -= used;
                }
            }
        }
        finally { buffer.Return(); }
    }

    private static bool TryParse(ReadOnlySpan<byte> s, out int used) { used = s.IndexOf((byte)'\n') + 1; return used > 0; }

    public async Task<int> StateMachine(IConnection c, CancellationToken ct)
    {
        ByteLease header = default, body = default;
        var state = State.Start;
        int total = 0;
        try
        {
            while (state is not (State.Done or State.Failed))
            {
                switch (state)
                {
                    case State.Start:
                        header = pool.Rent(8);
                        state = State.Header;
                        break;
                    case State.Header:
                        state = await c.ReceiveAsync(header.Memory, ct) == 8 ? State.Body : State.Failed;
                        break;
                    case State.Body when header.Span[0] == 0:
                        state = State.Done;
                        break;
                    case State.Body:
                        body = pool.Rent(header.Span[0]);
                        total = await c.ReceiveAsync(body.Memory, ct);
                        goto case State.Done;
                    case State.Done:
                        state = State.Done;
                        break;
                    default: throw new UnreachableException();
                }
            }
            return total;
        }
        finally
        {
            header.Dispose();
            body.Dispose();
        }
    }

    public void Accumulate(ReadOnlySpan<byte> data)
    {
        if (!_hasPartial) { _partial = pool.Rent(100); _hasPartial = true; _partialLength = 0; }
        data.CopyTo(_partial.Span[_partialLength..]);
        _partialLength += data.Length;
        if (_partialLength > 50) { _partial.Return(); _hasPartial = false; }
    }

    public void Enqueue(int n, int priority) { var l = pool.Rent(n); lock (_lock) _priority.Enqueue(l, priority); }
    public void Drain() { while (_priority.TryDequeue(out var l, out _)) using (l) { l.Span.Clear(); } }
    public void Link(int n) { var l = pool.Rent(n); _linked.AddLast(l); }
    public void Unlink() { if (_linked.First is { Value: var l } node) { _linked.Remove(node); l.Return(); } }
    public void Imm() { ImmutableInterlocked.Enqueue(ref _immutable, pool.Rent(1)); if (ImmutableInterlocked.TryDequeue(ref _immutable, out var l)) l.Return(); }
    public void Ring(int i) { (_ring[i & 15], ByteLease? old) = (pool.Rent(1), _ring[i & 15]); old?.Return(); }
    public void Peer(EndPoint e) { if (!_peers.TryGetValue(e, out var p)) p = (pool.Rent(10), 0); p.Lease.Span[p.Used] = 1; _peers[e] = p with { Used = p.Used + 1 }; }
    public void Forget(EndPoint e) { if (_peers.Remove(e, out var p)) p.Lease.Return(); }
    public Span<byte> Scratch(int n) { if (t_scratch is not { } l || l.Length < n) { t_scratch?.Return(); t_scratch = l = pool.Rent(n); } return l.Span[..n]; }
    public void Ambient() { _ambient.Value = pool.Rent(3); try { Inner(); } finally { _ambient.Value?.Return(); _ambient.Value = null; } }
    private void Inner() => _ambient.Value?.Span.Clear();

    public void MaybeThrow(int n)
    {
        var l = pool.Rent(n);
        if (n < 0) { l.Return(); ThrowHelper(); }
        if (n > 1000) Fail(l);
        l.Span.Clear();
        l.Return();
    }
    [DoesNotReturn] private static void ThrowHelper() => throw new InvalidOperationException();
    [DoesNotReturn] private static void Fail(ByteLease l) { l.Return(); throw new InvalidOperationException(); }

    public bool TryMake(int n, [NotNullWhen(true)] out IMemoryOwner<byte>? owner)
    {
        owner = null;
        if (n <= 0) return false;
        var l = pool.Rent(n);
        if (l.Span[0] == 0xFF) { l.Return(); return false; }
        owner = l.ToMemoryOwner();
        return true;
    }

    public bool TryGet(int n, out ByteLease lease)
    {
        lease = pool.Rent(n);
        if (lease.Span.IndexOf((byte)1) >= 0) return true;
        lease.Return();
        lease = default;
        return false;
    }

    public void CallTryGet() { if (TryGet(3, out var l)) { l.Span.Clear(); l.Return(); } }

    public ByteLease Concat(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        ByteLease r = pool.Rent(a.Length + b.Length);
        a.CopyTo(r.Span);
        b.CopyTo(r.Span[a.Length..]);
        return r;
    }

    public async Task<ByteLease> WithTimeout(IConnection c)
    {
        using var cts = new CancellationTokenSource(TimeSpan.FromSeconds(1), time);
        var l = await pool.RentAsync(10, cts.Token);
        bool ok = false;
        try
        {
            await c.ReceiveAsync(l.Memory, cts.Token);
            ok = true;
            return l;
        }
        finally
        {
            if (!ok) l.Return();
        }
    }

    public async Task Fan(IReadOnlyList<IConnection> all, CancellationToken ct)
    {
        using var l = pool.Rent(10);
        var sends = new List<Task>();
        foreach (var c in all) sends.Add(c.SendAsync(l.Memory, ct).AsTask());
        await Task.WhenAll(sends);
    }

    public async Task Fan2(IReadOnlyList<IConnection> all, CancellationToken ct)
    {
        using var l = pool.Rent(10);
        await Task.WhenAll(all.Select(c => c.SendAsync(l.Memory, ct).AsTask()));
    }

    public async Task Fan3(IReadOnlyList<IConnection> all, CancellationToken ct)
    {
        var l = pool.Rent(10);
        try
        {
            Task[] tasks = new Task[all.Count];
            for (int i = 0; i < tasks.Length; i++) tasks[i] = all[i].SendAsync(l.Memory, ct).AsTask();
            foreach (var t in tasks) await t;
        }
        finally { l.Return(); }
    }

    public Task Chain(IConnection c, CancellationToken ct)
    {
        var l = pool.Rent(10);
        return c.SendAsync(l.Memory, ct).AsTask().ContinueWith(static (t, s) => ((ByteLease)s!).Return(), l, ct);
    }

    public async Task Timer(CancellationToken ct)
    {
        using var l = pool.Rent(10);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await timer.WaitForNextTickAsync(ct)) l.Span[0]++;
    }

    public void TimerDisposed()
    {
        using var l = pool.Rent(10);
        var m = l.Memory;
        using (var t = new Timer(_ => m.Span[0]++, null, 0, 10)) { Thread.Sleep(100); t.Dispose(new ManualResetEvent(false)); }
    }

    public void ThreadJoined()
    {
        using var l = pool.Rent(10);
        var t = new Thread(() => l.Span.Clear());
        t.Start();
        t.Join();
    }

    public void Countdown()
    {
        using var l = pool.Rent(10);
        using var done = new CountdownEvent(2);
        for (int i = 0; i < 2; i++) ThreadPool.QueueUserWorkItem(_ => { l.Span.Clear(); done.Signal(); });
        done.Wait();
    }

    public Request Parse(Stream s, bool withBody)
    {
        if (!withBody) return new("GET", null);
        var l = pool.Rent(10);
        try { s.ReadExactly(l.Span); return new("POST", l); }
        catch (EndOfStreamException) { l.Return(); throw; }
    }

    public void Process(Stream s)
    {
        var r = Parse(s, true);
        try { Console.WriteLine(r.HasBody); }
        finally { if (r.Body is { } b) b.Return(); }
    }

    public int Recursive(int n) { if (n == 0) return 0; var l = pool.Rent(n); try { return l.Length + Recursive(n - 1); } finally { l.Return(); } }

    public void NullableFlow(string? name)
    {
        ByteLease? l = null;
        if (!string.IsNullOrEmpty(name)) l = pool.Rent(name.Length);
        if (name?.Length > 0) { l!.Value.Span.Clear(); l.Value.Return(); }
    }

    public void Count(int n)
    {
        ByteLease a = default, b = default;
        int rented = 0;
        if (n > 0) { a = pool.Rent(1); rented++; }
        if (n > 1) { b = pool.Rent(1); rented++; }
        if (rented > 0) a.Return();
        if (rented > 1) b.Return();
    }

    public void ExceptionFilter(Stream s)
    {
        var l = pool.Rent(1);
        try { s.Write(l.Span); }
        catch (Exception e) when (Log(e)) { }
        catch (IOException) { }
        finally { l.Return(); }
    }
    private static bool Log(Exception e) => e is not OutOfMemoryException;

    public void OuterFlag(Stream s)
    {
        bool returned = false;
        var l = pool.Rent(1);
        try
        {
            if (s.CanSeek) { l.Return(); returned = true; }
            s.Flush();
        }
        finally { if (!returned) l.Return(); }
    }

    public void IsReturnedGuard(Stream s)
    {
        var l = pool.Rent(1);
        try { if (s.CanSeek) l.Return(); s.Flush(); }
        finally { if (!l.IsReturned) l.Return(); }
    }

    public void LoopUntil(Func<int> next)
    {
        ByteLease l = default;
        for (int n = next(); n != 0; n = next())
        {
            l.Dispose();
            l = pool.Rent(n);
        }
        l.Dispose();
    }

    public void Batch(IEnumerable<int> sizes)
    {
        ByteLease[] leases = [.. sizes.Select(pool.Rent)];
        try { foreach (ref readonly var l in leases.AsSpan()) l.Span.Clear(); }
        finally { Array.ForEach(leases, static l => l.Dispose()); }
    }

    public string Interpolated() { using var l = pool.Rent(10); return $"{l.Length} {l.Span[0]:X2} {l}"; }
    public (int, byte) Values() { using var l = pool.Rent(10); return (l.Length, l.Span[0]); }
    public object Anonymous() { using var l = pool.Rent(10); return new { l.Length, First = l.Span[0] }; }
    public Dictionary<string, int> Collect() { using var l = pool.Rent(10); return new() { ["a"] = l.Span[0], ["b"] = l.Span[1] }; }
    public ImmutableArray<byte> Immut() { using var l = pool.Rent(10); return [.. l.Span]; }
    public byte[] Spread() { using var l = pool.Rent(10); return [1, .. l.Span[..3], 2]; }
    public ReadOnlyMemory<byte> Copied() { using var l = pool.Rent(10); ReadOnlyMemory<byte> m = l.Memory; m = m.ToArray(); return m; }
    public Guid G() { using var l = pool.Rent(16); RandomNumberGenerator.Fill(l.Span); return new Guid(l.Span); }
    public IPAddress Ip() { using var l = pool.Rent(4); return new IPAddress(l.Span); }
    public string Hex() { using var l = pool.Rent(4); return string.Create(8, l.Memory, static (to, m) => Convert.TryToHexString(m.Span, to, out _)); }
    public IEnumerable<int> Lazy1() { using var l = pool.Rent(4); var m = l.Memory; return Enumerable.Range(0, 4).Select(i => (int)m.Span[i]).ToArray(); }
    public List<int> Lazy2() { using var l = pool.Rent(4); var m = l.Memory; var q = from i in Enumerable.Range(0, 4) where m.Span[i] > 0 select i; return q.ToList(); }
    public async Task<string> Await1(Stream s) { using var l = pool.Rent(4); var t = s.ReadAsync(l.Memory); int n = t.IsCompleted ? t.Result : await t; return Encoding.ASCII.GetString(l.Span[..n]); }
    public async ValueTask Await2(Stream s) { var l = pool.Rent(4); ValueTask<int> t; try { t = s.ReadAsync(l.Memory); await t; } finally { l.Return(); } }
    public ValueTask Fast(Stream s) { var l = pool.Rent(4); ValueTask t = s.WriteAsync(l.Memory); if (t.IsCompletedSuccessfully) { l.Return(); return default; } return Slow(t, l); static async ValueTask Slow(ValueTask t, ByteLease l) { try { await t; } finally { l.Return(); } } }
    public static async Task UsingAsync(BytePool p, Stream to) { await using var s = new PooledStream(p); s.WriteByte(1); s.Position = 0; await s.CopyToAsync(to); }
    public static async Task<PooledStream> Filled(BytePool p, Stream from) { var s = new PooledStream(p); try { await from.CopyToAsync(s); s.Position = 0; return s; } catch { await s.DisposeAsync(); throw; } }
    public static void WriterReset(BytePool p, Stream to) { using var w = new PooledBufferWriter(p); for (int i = 0; i < 4; i++) { w.Write("a"u8); to.Write(w.WrittenSpan); w.ResetWrittenCount(); } }
    public static int OwnerSlice(BytePool p) { using IMemoryOwner<byte> o = p.Rent(10).ToMemoryOwner(4); return o.Memory.Length; }
    public static async Task Pipe(BytePool p, PipeWriter w) { var pipe = new Pipe(new PipeOptions(p.AsMemoryPool())); await pipe.Writer.WriteAsync("a"u8.ToArray()); await w.FlushAsync(); }
}
