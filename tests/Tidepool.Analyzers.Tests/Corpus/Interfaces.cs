using Tidepool; using System.Buffers; using System.Buffers.Binary; using System.IO.Pipelines; using System.Net.Sockets; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Text; using System.Text.Json;
namespace Corpus;
// Ownership that an interface states, and arrays in fields, tasks and pointers.
public interface ISink { void Send([TakesOwnership] ByteLease l); int Size([KeepsOwnership] ByteLease l); [return: GivesOwnership] ByteLease Next(); [return: GivesOwnership] ValueTask<ByteLease> NextAsync(); bool TryNext([GivesOwnership] out ByteLease l); [return: KeepsOwnership] ByteLease Peek(); [return: GivesOwnership] ByteLease Current { get; } }
public sealed class Sink(BytePool pool) : ISink
{
    private readonly Queue<ByteLease> _q = [];
    public void Send(ByteLease l) => _q.Enqueue(l);
    public int Size(ByteLease l) => l.Length;
    public ByteLease Next() => pool.Rent(1);
    public ValueTask<ByteLease> NextAsync() => pool.RentAsync(1);
    public bool TryNext(out ByteLease l) => pool.TryRent(4, out l);
    public ByteLease Peek() => _q.Peek();
    public ByteLease Current => pool.Rent(3);
}
public static class UsesSink
{
    public static void S1(Sink s, BytePool pool) { var l = pool.Rent(1); s.Size(l); } // TIDE001
    public static void S2(Sink s) { var l = s.Next(); l.Span.Clear(); } // TIDE001
    public static async Task S3(Sink s) { var l = await s.NextAsync(); l.Span.Clear(); } // TIDE001
    public static void S4(Sink s) { if (s.TryNext(out var l)) l.Span.Clear(); } // TIDE001
    public static int S5(Sink s, BytePool pool) { var l = pool.Rent(1); s.Send(l); return l.Span[0]; } // TIDE002
    public static void S6(Sink s, BytePool pool) { using var l = pool.Rent(1); l.Span.Clear(); s.Send(l); l.Return(); } // TIDE003
    public static void S7(Sink s, BytePool pool) { var l = pool.Rent(1); s.Send(l); l.Return(); } // TIDE003
    public static void S8(ISink s, BytePool pool) { var l = pool.Rent(1); s.Send(l); l.Return(); } // TIDE003
    public static void S9(ISink s) { var l = s.Next(); l.Span.Clear(); } // TIDE001
    public static void S10<T>(T s) where T : ISink { var l = s.Next(); l.Span.Clear(); } // TIDE001
    public static void S11(Sink s) { s.Next(); } // TIDE001
}
public sealed class Arrays(Stream stream, Socket socket)
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(10); private byte[]? _spare; private readonly byte[] _fixed = ArrayPool<byte>.Shared.Rent(3); private readonly ArrayPool<byte> _pool = ArrayPool<byte>.Create(); private static byte[] s_shared = new byte[3];
    public async Task R1() { byte[] a = _pool.Rent(10); Task t = stream.WriteAsync(a, 0, 10); _pool.Return(a); await t; } // TIDE002
    public async Task R2() { byte[] a = _pool.Rent(10); Task t = Task.Run(() => a[0] = 1); _pool.Return(a); await t; } // TIDE002
    public void R3() { byte[] a = _pool.Rent(10); Task t = stream.WriteAsync(a, 0, 10); _pool.Return(a); t.Wait(); } // TIDE002
    public int R4() { byte[] a = _pool.Rent(10); Task<int> t = stream.ReadAsync(a, 0, 10); _pool.Return(a); return t.Result; } // TIDE002
    public async Task R5() { byte[] a = _pool.Rent(10); var t = socket.SendAsync(a.AsMemory(0, 4)); _pool.Return(a); await t; } // TIDE002
    public async Task R6() { byte[] a = _pool.Rent(10), b = _pool.Rent(10); Task r = stream.ReadAsync(a, 0, 10), w = stream.WriteAsync(b, 0, 10); _pool.Return(a); await Task.WhenAll(r, w); _pool.Return(b); } // TIDE002
    public async Task R7() { byte[] a = _pool.Rent(10); Task t; try { t = stream.WriteAsync(a, 0, 10); } finally { _pool.Return(a); } await t; } // TIDE002
    public async Task R8() { byte[] a = _pool.Rent(10); var t = stream.ReadExactlyAsync(a, 0, 10).ConfigureAwait(false); _pool.Return(a); await t; } // TIDE002
    public Task R9() { byte[] a = _pool.Rent(10); try { return stream.WriteAsync(a, 0, 10); } finally { _pool.Return(a); } } // TIDE004
    public ValueTask<int> R10() { byte[] a = _pool.Rent(10); var t = stream.ReadAsync(a); _pool.Return(a); return t; } // TIDE004
    public void R11() { byte[] a = _pool.Rent(10); _ = stream.WriteAsync(a, 0, 10); _pool.Return(a); } // TIDE010
    public void R12() { byte[] a = _pool.Rent(10); _ = Task.Run(() => a[0] = 1); _pool.Return(a); } // TIDE010
    public unsafe int R13() { byte[] a = _pool.Rent(10); fixed (byte* p = a) { _pool.Return(a); return *p; } } // TIDE002
    public unsafe int R14() { byte[] a = _pool.Rent(10); fixed (byte* p = &a[2]) { _pool.Return(a); return p[1]; } } // TIDE002
    public unsafe int R15() { byte[] a = _pool.Rent(10); _pool.Return(a); fixed (byte* p = a) return *p; } // TIDE002
    public unsafe int R16() { byte[] a = _pool.Rent(10); fixed (byte* p = a.AsSpan()) { _pool.Return(a); return *p; } } // TIDE002
    public void R17() { ArrayPool<byte>.Shared.Return(_buffer); _buffer[0] = 1; } // TIDE002
    public void R18() { ArrayPool<byte>.Shared.Return(_buffer); ArrayPool<byte>.Shared.Return(_buffer); } // TIDE003
    public int R19() { _spare = _pool.Rent(10); _pool.Return(_spare); return _spare[0]; } // TIDE002
    public void R20() { ArrayPool<byte>.Shared.Return(_fixed); stream.Write(_fixed); } // TIDE002
    public void R21() { ArrayPool<byte>.Shared.Return(_fixed); ArrayPool<byte>.Shared.Return(_fixed); } // TIDE003
    public void R22() { byte[] a = _buffer; ArrayPool<byte>.Shared.Return(_buffer); a[0] = 1; } // TIDE002
    public void R23() { byte[] a = _pool.Rent(10); _buffer = a; _pool.Return(a); } // TIDE004
    public void R24() { byte[] a = _pool.Rent(10); _buffer = a; try { stream.Write(a); } finally { _pool.Return(_buffer); } a[0] = 1; } // TIDE002
    public void R25(byte[] a) { _pool.Return(a); a[0] = 1; } // TIDE002
    public void R26(byte[] a) { _pool.Return(a); _pool.Return(a); } // TIDE003
    public void R27() { s_shared = ArrayPool<byte>.Shared.Rent(10); ArrayPool<byte>.Shared.Return(s_shared); s_shared.AsSpan().Clear(); } // TIDE002
    public void R28() { var s = _buffer.AsSpan(); ArrayPool<byte>.Shared.Return(_buffer); s.Clear(); } // TIDE002
    public Memory<byte> R29() { ArrayPool<byte>.Shared.Return(_buffer); return _buffer.AsMemory(); } // TIDE002
    public int R30() { byte[] a = _pool.Rent(10); ref byte r = ref a[0]; _pool.Return(a); return r; } // TIDE002
    public int R31() { byte[] a = _pool.Rent(10); using var ms = new MemoryStream(a); _pool.Return(a); return ms.ReadByte(); } // TIDE002
    public int R32() { byte[] a = _pool.Rent(10); var seg = new ArraySegment<byte>(a, 0, 4); _pool.Return(a); return seg[0]; } // TIDE002
    public int R33() { byte[] a = _pool.Rent(10); Func<int> f = () => a[0]; _pool.Return(a); return f(); } // TIDE002
    public Func<int> R34() { byte[] a = _pool.Rent(10); try { return () => a[0]; } finally { _pool.Return(a); } } // TIDE004
    public IEnumerable<byte> R35() { byte[] a = _pool.Rent(10); try { return a.Take(3); } finally { _pool.Return(a); } } // TIDE004
    public (byte[], int) R36() { byte[] a = _pool.Rent(10); try { return (a, 3); } finally { _pool.Return(a); } } // TIDE004
    public int R37() { byte[] a = _pool.Rent(10); var t = (Array: a, N: 3); _pool.Return(a); return t.Array[t.N]; } // TIDE002
}
