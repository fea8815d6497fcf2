using Tidepool; using System.Buffers; using System.Buffers.Binary; using System.IO.Pipelines; using System.Net.Sockets; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Text; using System.Text.Json; using System.Threading.Channels; using System.Collections.Concurrent; using System.Diagnostics.CodeAnalysis; using System.Security.Cryptography; using System.IO.Compression;
namespace Corpus;
// Arrays of an ArrayPool in fields, tasks and pointers, and ownership that an interface states: all correct.
public sealed class ArrayUsers(Stream stream, Socket socket) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(4096);
    private byte[]? _spare;
    private int _length;
    private Task? _running;
    private readonly ArrayPool<byte> _pool = ArrayPool<byte>.Create();
    private ArraySegment<byte> _segment;

    public void A1(ReadOnlySpan<byte> more)
    {
        if (_length + more.Length > _buffer.Length)
        {
            byte[] bigger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(0, _length).CopyTo(bigger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = bigger;
        }
        more.CopyTo(_buffer.AsSpan(_length));
        _length += more.Length;
    }

    public void Dispose()
    {
        byte[] toReturn = _buffer;
        _buffer = [];
        ArrayPool<byte>.Shared.Return(toReturn);
        if (_spare is { } spare) { _spare = null; ArrayPool<byte>.Shared.Return(spare); }
    }

    public void A2()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = ArrayPool<byte>.Shared.Rent(10);
        _buffer[0] = 1;
    }

    public void A3() { if (_spare != null) { _pool.Return(_spare); _spare = null; } _spare = _pool.Rent(3); _spare[0] = 2; }
    public void A4() { byte[]? old = Interlocked.Exchange(ref _spare, null); if (old is not null) _pool.Return(old); }
    public void A5() { byte[] a = _pool.Rent(10); if (Interlocked.CompareExchange(ref _spare, a, null) is not null) _pool.Return(a); }
    public async Task A6() { byte[] a = _pool.Rent(10); Task<int> read = stream.ReadAsync(a, 0, 10); int n = await read; _pool.Return(a); _length = n; }
    public async Task A7() { byte[] a = _pool.Rent(10); try { Task w = stream.WriteAsync(a, 0, 10); await w; } finally { _pool.Return(a); } }
    public async Task A8(Stream other) { byte[] a = _pool.Rent(10), b = _pool.Rent(10); try { Task r = stream.ReadAsync(a, 0, 10); Task w = other.WriteAsync(b, 0, 10); await Task.WhenAll(r, w); } finally { _pool.Return(a); _pool.Return(b); } }
    public async Task A9(CancellationToken ct) { byte[] cur = _pool.Rent(10), next = _pool.Rent(10); Task write = Task.CompletedTask; int n; while ((n = await stream.ReadAsync(cur, 0, 10, ct)) > 0) { await write; write = stream.WriteAsync(cur, 0, n, ct); (cur, next) = (next, cur); } await write; _pool.Return(cur); _pool.Return(next); }
    public void A10() { byte[] a = _pool.Rent(10); Task t = stream.WriteAsync(a, 0, 10); t.GetAwaiter().GetResult(); _pool.Return(a); }
    public void A11() { byte[] a = _pool.Rent(10); stream.WriteAsync(a, 0, 10).Wait(); _pool.Return(a); }
    public int A12() { byte[] a = _pool.Rent(10); int n = stream.ReadAsync(a, 0, 10).Result; _pool.Return(a); return n; }
    public void A13() { byte[] a = _pool.Rent(10); _ = stream.WriteAsync(a, 0, 10).ContinueWith(_ => _pool.Return(a)); }
    public async Task<int> A14() { byte[] a = _pool.Rent(10); try { return await stream.ReadAsync(a, 0, 10).WaitAsync(TimeSpan.FromSeconds(1)); } finally { _pool.Return(a); } }
    public async Task A15() { byte[] a = _pool.Rent(10); Task t = stream.WriteAsync(a, 0, 10); try { await t; } catch (IOException) { } _pool.Return(a); }
    public Task A16() { byte[] a = _pool.Rent(10); return Core(a); }
    private async Task Core(byte[] a) { await stream.WriteAsync(a); _pool.Return(a); }
    public async Task A17() { byte[] a = _pool.Rent(10); Task t = Core2(a); _pool.Return(a); await t; }
    private Task Core2(byte[] a) { stream.Write(a); return Task.CompletedTask; }
    public unsafe int A18() { byte[] a = _pool.Rent(10); int r; fixed (byte* p = a) { r = *p; } _pool.Return(a); return r; }
    public unsafe int A19() { byte[] a = _pool.Rent(10); try { fixed (byte* p = &a[1]) return *p; } finally { _pool.Return(a); } }
    public int A20() { byte[] a = _pool.Rent(10); GCHandle h = GCHandle.Alloc(a, GCHandleType.Pinned); try { return Marshal.ReadByte(h.AddrOfPinnedObject()); } finally { h.Free(); _pool.Return(a); } }
    public async Task A21() { _running = stream.WriteAsync(_buffer, 0, _length); await _running; ArrayPool<byte>.Shared.Return(_buffer); _buffer = []; }
    public void A22() { byte[] a = _pool.Rent(10); _segment = new(a, 0, 10); stream.Write(_segment); _segment = default; _pool.Return(a); }
    public void A23() { byte[] a = _pool.Rent(10); _spare = a; stream.Write(a); _spare = null; _pool.Return(a); }
    public int A24() { byte[] a = _pool.Rent(10); using var ms = new MemoryStream(a, 0, 10); int r = ms.ReadByte(); _pool.Return(a); return r; }
    public string A25() { byte[] a = _pool.Rent(10); try { return Convert.ToBase64String(a, 0, 10); } finally { _pool.Return(a); } }
    public async Task A26() { byte[] a = _pool.Rent(10); try { var args = new SocketAsyncEventArgs(); args.SetBuffer(a, 0, 10); socket.SendAsync(args); await Task.Delay(10); } finally { _pool.Return(a); } }
    public void A27(bool big) { byte[]? a = null; if (big) a = _pool.Rent(10); Span<byte> s = a ?? stackalloc byte[4]; s.Clear(); if (a is not null) _pool.Return(a); }
    public void A28(bool big) { byte[] a = big ? _pool.Rent(10) : new byte[4]; a[0] = 1; if (big) _pool.Return(a); }
    public byte[] A29(bool keep) { byte[] a = _pool.Rent(10); if (keep) return a; _pool.Return(a); return []; }
    public void A30() { byte[] a = _pool.Rent(10); byte[] b = a; b[0] = 1; _pool.Return(b); }
    public void A31() { byte[] a = _pool.Rent(10); try { a[0] = 1; } catch { _pool.Return(a); throw; } _pool.Return(a); }
    public int A32() { byte[] a = _pool.Rent(10); int h = a.GetHashCode(); _pool.Return(a); return a.Length + h + a.Rank; }
    public bool A33(byte[] other) { byte[] a = _pool.Rent(10); _pool.Return(a); return ReferenceEquals(a, other); }
    public byte A34(int i) { byte[] a = _pool.Rent(10); byte v = a[i]; _pool.Return(a); return v; }
    public byte[] A35() { byte[] a = _pool.Rent(10); byte[] r = a.AsSpan(0, 5).ToArray(); _pool.Return(a); return r; }
    public byte[] A36() { byte[] a = _pool.Rent(10); byte[] r = (byte[])a.Clone(); _pool.Return(a); return r; }
    public IEnumerable<byte> A37() { byte[] a = _pool.Rent(10); try { for (int i = 0; i < 10; i++) yield return a[i]; } finally { _pool.Return(a); } }
    public IEnumerable<byte> A38() { byte[] a = _pool.Rent(10); var list = a.Take(3).ToList(); _pool.Return(a); return list; }
    public string A39() { byte[] a = _pool.Rent(10); string s = string.Create(5, a, static (to, from) => Encoding.ASCII.GetChars(from.AsSpan(0, 5), to)); _pool.Return(a); return s; }
    public void A40() { byte[][] all = [_pool.Rent(1), _pool.Rent(2)]; foreach (byte[] a in all) _pool.Return(a); }
    public void A41() { var list = new List<byte[]>(); for (int i = 0; i < 3; i++) list.Add(_pool.Rent(i)); foreach (var a in list) _pool.Return(a); list.Clear(); }
    public void A42(ref byte[] a) { _pool.Return(a); a = _pool.Rent(20); a[0] = 1; }
    public void A43() { byte[] a = _pool.Rent(10); A42(ref a); a[0] = 1; _pool.Return(a); }
    public void A44(object gate) { byte[] a; lock (gate) { a = _pool.Rent(10); } try { a[0] = 1; } finally { lock (gate) _pool.Return(a); } }
    public int A45() { byte[] a = _pool.Rent(10); var s = a.AsSpan(0, 4); int n = s.Length; _pool.Return(a); return n + s.Length; }
    public async Task A46() { byte[] a = _pool.Rent(10); var work = Task.Run(() => a[0] = 1); await work; _pool.Return(a); }
    public async Task A47() { byte[] a = _pool.Rent(10); ValueTask<int> t = stream.ReadAsync(a); if (!t.IsCompletedSuccessfully) await t; _pool.Return(a); }
    public async Task A48() { byte[] a = _pool.Rent(10); Task t = stream.WriteAsync(a, 0, 10); if (t.IsCompleted) { _pool.Return(a); await t; return; } await t; _pool.Return(a); }
}
public interface ISink { void Send([TakesOwnership] ByteLease l); int Size([KeepsOwnership] ByteLease l); [return: GivesOwnership] ByteLease Next(); bool TryNext([GivesOwnership] out ByteLease l); [return: KeepsOwnership] ByteLease Peek(); }
public sealed class Sink(BytePool pool) : ISink
{
    private readonly Queue<ByteLease> _q = [];
    public void Send(ByteLease l) => _q.Enqueue(l);
    public int Size(ByteLease l) => l.Length;
    public ByteLease Next() => pool.Rent(1);
    public bool TryNext(out ByteLease l) { if (_q.TryDequeue(out l)) return true; return false; }
    public ByteLease Peek() => _q.Peek();
    public static void Use(Sink s, BytePool pool)
    {
        var l = pool.Rent(1); try { s.Size(l); } finally { l.Return(); }
        var n = s.Next(); s.Send(n);
        if (s.TryNext(out var t)) t.Return();
        var p = s.Peek(); Console.WriteLine(p.Length);
    }
}
public sealed class Explicit(BytePool pool) : ISink
{
    void ISink.Send(ByteLease l) => l.Return();
    int ISink.Size(ByteLease l) => l.Length;
    ByteLease ISink.Next() => pool.Rent(1);
    bool ISink.TryNext(out ByteLease l) => pool.TryRent(1, out l);
    ByteLease ISink.Peek() => default;
    public void Send(ByteLease other) => Console.WriteLine(other.Length);
    public void Use() { var l = pool.Rent(3); Send(l); l.Return(); }
}
