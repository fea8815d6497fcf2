using Tidepool; using System.Buffers; using System.Buffers.Binary; using System.IO.Pipelines; using System.Net.Sockets; using System.Runtime.CompilerServices; using System.Text; using System.Text.Json; using System.Threading.Channels; using System.Collections.Concurrent; using System.Diagnostics.CodeAnalysis; using System.Security.Cryptography; using System.IO.Compression;
namespace Corpus;
// A session of a server: all correct.
public enum Kind { Ping, Data, Close }
public readonly record struct FrameHeader(Kind Kind, int Length);
public abstract record Message;
public sealed record Ping : Message;
public sealed record Data(ByteLease Body) : Message;
public sealed class Session(BytePool pool, Stream stream, ILogger log) : IAsyncDisposable
{
    private readonly Channel<ByteLease> _queue = Channel.CreateUnbounded<ByteLease>();
    private readonly ConcurrentQueue<ByteLease> _spare = new();
    private ByteLease _current;
    private ByteLease? _pending;
    private readonly object _gate = new();

    public async Task<int> ReadFrame(CancellationToken ct)
    {
        using var header = pool.Rent(8);
        await stream.ReadExactlyAsync(header.Memory, ct);
        int length = BinaryPrimitives.ReadInt32LittleEndian(header.Span);
        if (length == 0) return 0;
        var body = pool.Rent(length);
        try
        {
            await stream.ReadExactlyAsync(body.Memory, ct);
            await _queue.Writer.WriteAsync(body, ct);
        }
        catch
        {
            body.Return();
            throw;
        }
        return length;
    }

    public async Task Pump(CancellationToken ct)
    {
        await foreach (var lease in _queue.Reader.ReadAllAsync(ct))
        {
            try { await stream.WriteAsync(lease.Memory, ct); }
            finally { lease.Return(); }
        }
    }

    public void Swap(int size)
    {
        var next = pool.Rent(size);
        ByteLease old;
        lock (_gate) { old = _current; _current = next; }
        old.Dispose();
    }

    public void Grow()
    {
        var bigger = pool.Rent(_current.Length * 2);
        _current.Span.CopyTo(bigger.Span);
        _current.Return();
        _current = bigger;
    }

    public int Parse(ReadOnlySpan<byte> text)
    {
        ByteLease lease = default;
        Span<byte> buffer = text.Length <= 256 ? stackalloc byte[256] : (lease = pool.Rent(text.Length)).Span;
        text.CopyTo(buffer);
        int sum = 0;
        foreach (byte b in buffer[..text.Length]) sum += b;
        lease.Dispose();
        return sum;
    }

    public int ParseRented(ReadOnlySpan<byte> text)
    {
        ByteLease? rented = null;
        Span<byte> buffer = stackalloc byte[64];
        if (text.Length > 64)
        {
            rented = pool.Rent(text.Length);
            buffer = rented.Value.Span;
        }
        text.CopyTo(buffer);
        int n = buffer[0];
        if (rented is { } r) r.Return();
        return n;
    }

    public string Describe(Message message) => message switch
    {
        Ping => "ping",
        Data { Body: var body } when body.Length > 10 => Consume(body),
        Data d => Consume(d.Body),
        _ => "",
    };

    private static string Consume(ByteLease lease) { using (lease) return Convert.ToHexString(lease.Span); }

    public Message Make(Kind kind)
    {
        switch (kind)
        {
            case Kind.Ping: return new Ping();
            case Kind.Data:
                var lease = pool.Rent(16);
                lease.Span.Clear();
                return new Data(lease);
            default: throw new ArgumentOutOfRangeException(nameof(kind));
        }
    }

    public async ValueTask<ByteLease> ReceiveAsync(Socket socket)
    {
        var lease = await pool.RentAsync(4096);
        try
        {
            int n = await socket.ReceiveAsync(lease.Memory);
            if (n == 0) throw new EndOfStreamException();
            return lease;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            lease.Return();
            return default;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    public void Retry(Action<Memory<byte>> send)
    {
        for (int attempt = 0; ; attempt++)
        {
            using var lease = pool.Rent(512);
            try { send(lease.Memory); return; }
            catch (IOException) when (attempt < 3) { log.Log("again"); }
        }
    }

    public void Reuse(int count)
    {
        var lease = pool.Rent(64);
        for (int i = 0; i < count; i++)
        {
            if (lease.Length < i)
            {
                lease.Return();
                lease = pool.Rent(i);
            }
            lease.Span[0] = (byte)i;
        }
        lease.Return();
    }

    public bool TryTake(out ByteLease lease)
    {
        if (_spare.TryDequeue(out lease)) return true;
        return pool.TryRent(64, out lease);
    }

    public void UseTry()
    {
        if (!pool.TryRent(64, out var lease)) return;
        lease.Span.Clear();
        _spare.Enqueue(lease);
    }

    public void UseTry2(int n)
    {
        if (pool.TryRent(n, TimeSpan.FromSeconds(1), out ByteLease lease) is false) { log.Log("full"); return; }
        try { lease.Span.Fill(1); } finally { lease.Return(); }
    }

    public void UseTry3(int n)
    {
        bool ok = pool.TryRent(n, out ByteLease lease);
        try { if (ok) lease.Span.Fill(1); }
        finally { if (ok) lease.Return(); }
    }

    public void Pending()
    {
        _pending ??= pool.Rent(12);
        _pending.Value.Span.Clear();
    }

    public void DropPending() { _pending?.Return(); _pending = null; }

    public byte[] Copy(int n)
    {
        using var l = pool.Rent(n);
        stream.ReadExactly(l.Span);
        return l.Span.ToArray();
    }

    public string Text(int n)
    {
        using var l = pool.Rent(n);
        int read = stream.Read(l.Span);
        return Encoding.UTF8.GetString(l.Span[..read]);
    }

    public FrameHeader Header()
    {
        using var l = pool.Rent(5);
        stream.ReadExactly(l.Span);
        return new((Kind)l.Span[0], BinaryPrimitives.ReadInt32BigEndian(l.Span[1..]));
    }

    public async IAsyncEnumerable<int> Lengths([EnumeratorCancellation] CancellationToken ct = default)
    {
        using var l = pool.Rent(4096);
        int n;
        while ((n = await stream.ReadAsync(l.Memory, ct)) > 0) yield return n;
    }

    public IEnumerable<ReadOnlyMemory<byte>> Chunks(Stream s)
    {
        using var l = pool.Rent(4096);
        for (int n; (n = s.Read(l.Span)) > 0;) yield return l.Memory[..n];
    }

    public IEnumerable<ByteLease> Leases(int n)
    {
        for (int i = 0; i < n; i++) { var l = pool.Rent(10); l.Span[0] = (byte)i; yield return l; }
    }

    public async Task Parallel(Stream a, Stream b)
    {
        using var l = pool.Rent(100);
        Task first = a.WriteAsync(l.Memory).AsTask();
        Task second = b.WriteAsync(l.Memory).AsTask();
        await Task.WhenAll(first, second);
    }

    public async Task Race(Stream a, CancellationToken ct)
    {
        var l = pool.Rent(100);
        Task write = a.WriteAsync(l.Memory, ct).AsTask();
        if (await Task.WhenAny(write, Task.Delay(1000, ct)) == write) { await write; l.Return(); }
        else _ = write.ContinueWith(_ => l.Return(), ct);
    }

    public void Deferred()
    {
        var l = pool.Rent(100);
        ThreadPool.QueueUserWorkItem(_ => { l.Span.Clear(); l.Return(); });
    }

    public void LocalFunction()
    {
        var l = pool.Rent(9);
        try { Fill(3); Fill(4); } finally { l.Return(); }
        void Fill(byte b) => l.Span.Fill(b);
    }

    public void CleanupFunction(bool early)
    {
        var l = pool.Rent(9);
        if (early) { Cleanup(); return; }
        l.Span.Clear();
        Cleanup();
        void Cleanup() { l.Return(); }
    }

    public void Goto(int n)
    {
        var l = pool.Rent(9);
        int i = 0;
    again:
        l.Span[0] = (byte)i;
        if (++i < n) goto again;
        if (n > 3) goto done;
        log.Log("short");
    done:
        l.Return();
    }

    public int NestedTry()
    {
        var a = pool.Rent(1);
        try
        {
            var b = pool.Rent(2);
            try { return a.Length + b.Length; }
            finally { b.Return(); }
        }
        finally { a.Return(); }
    }

    public (ByteLease First, ByteLease Second) Pair()
    {
        var first = pool.Rent(1);
        try { return (first, pool.Rent(2)); }
        catch { first.Return(); throw; }
    }

    public void UsePair()
    {
        var (first, second) = Pair();
        using (first) using (second) { first.Span.CopyTo(second.Span); }
    }

    public void Conditional(int? size)
    {
        ByteLease? lease = size is int s ? pool.Rent(s) : null;
        lease?.Span.Clear();
        lease?.Return();
    }

    public void Ternary(bool a)
    {
        var lease = a ? pool.Rent(1) : pool.Rent(2);
        lease.Span.Clear();
        lease.Return();
    }

    public void Flagged(Stream s)
    {
        var lease = pool.Rent(10);
        bool owned = true;
        try
        {
            if (s.CanWrite) { _queue.Writer.TryWrite(lease); owned = false; }
        }
        finally { if (owned) lease.Return(); }
    }

    public void WriteOrReturn()
    {
        var lease = pool.Rent(10);
        if (!_queue.Writer.TryWrite(lease)) lease.Return();
    }

    public async ValueTask DisposeAsync()
    {
        while (_queue.Reader.TryRead(out var l)) l.Return();
        await stream.DisposeAsync();
        _current.Dispose();
    }
}
public interface ILogger { void Log(string s); }
