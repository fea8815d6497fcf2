using Tidepool; using System.Buffers; using System.Net.Sockets; using System.Runtime.InteropServices; using System.Text;
namespace Corpus;
// Arrays of bytes that a method rents of any ArrayPool, and returns.
public sealed class Arrays(ArrayPool<byte> pool, BytePool own)
{
    private byte[] _array = []; private ReadOnlyMemory<byte> _memory; private readonly byte[] _scratch = new byte[64]; private static int Sum(byte[] b) => b.Length; private static void Fill(Span<byte> s) => s.Clear(); private static void Keep(Memory<byte> m) { } private static bool Ask() => DateTime.Now.Ticks > 0; private static void Grow(ref byte[] a) { ArrayPool<byte>.Shared.Return(a); a = ArrayPool<byte>.Shared.Rent(9); }
    private sealed class Mine : ArrayPool<byte> { public override byte[] Rent(int minimumLength) => new byte[minimumLength]; public override void Return(byte[] array, bool clearArray = false) { } }
    public int P1(Stream s, int n) { byte[] b = pool.Rent(n); try { s.ReadExactly(b, 0, n); } finally { pool.Return(b); } return Sum(b); } // TIDE002
    public async Task<int> P2(Stream s) { byte[] b = ArrayPool<byte>.Shared.Rent(512); try { await s.ReadExactlyAsync(b, 0, 512); } finally { ArrayPool<byte>.Shared.Return(b); } int sum = 0; foreach (byte x in b) { sum += x; } return sum; } // TIDE002
    public byte U01() { var b = pool.Rent(1); pool.Return(b); return b[0]; } // TIDE002
    public void U02() { var b = pool.Rent(1); pool.Return(b); b[0] = 1; } // TIDE002
    public void U03() { var b = pool.Rent(1); var s = b.AsSpan(); pool.Return(b); s[0] = 1; } // TIDE002
    public void U04() { var b = pool.Rent(1); Span<byte> s = b; pool.Return(b); Fill(s); } // TIDE002
    public void U05() { var b = pool.Rent(1); pool.Return(b); Fill(b); } // TIDE002
    public async Task U06(Stream s) { var b = pool.Rent(1); var m = b.AsMemory(0, 1); pool.Return(b); await s.WriteAsync(m); } // TIDE002
    public async Task U07(Stream s) { var b = pool.Rent(1); pool.Return(b); await s.WriteAsync(b, 0, 1); } // TIDE002
    public int U08() { var b = pool.Rent(1); pool.Return(b); return b.Sum(static x => x); } // TIDE002
    public string U09() { var b = own.AsArrayPool().Rent(1); own.AsArrayPool().Return(b, clearArray: true); return Encoding.UTF8.GetString(b, 0, 1); } // TIDE002
    public void U10(bool f) { var b = pool.Rent(1); if (f) { pool.Return(b); } b[0] = 1; if (!f) { pool.Return(b); } } // TIDE002
    public void U11() { var p = ArrayPool<byte>.Create(); var b = p.Rent(1); var c = b; p.Return(c); b.CopyTo(_scratch, 0); } // TIDE002
    public void U12() { var p = new Mine(); var b = p.Rent(1); p.Return(b); b[0] = 1; } // TIDE002
    public void U13() { var b = pool.Rent(1); _array = b; pool.Return(b); b[0] = 1; } // TIDE002
    public void U14() { var b = pool.Rent(1); ref byte r = ref MemoryMarshal.GetArrayDataReference(b); pool.Return(b); r = 1; } // TIDE002
    public void U15() { var b = pool.Rent(1); pool.Return(b); Array.Clear(b); } // TIDE002
    public void U16() { var b = pool.Rent(1); var s = new ArraySegment<byte>(b, 0, 1); pool.Return(b); s[0] = 1; } // TIDE002
    public void D01() { var b = pool.Rent(1); b[0] = 1; pool.Return(b); pool.Return(b); } // TIDE003
    public void D02() { var b = pool.Rent(1); try { b[0] = 1; pool.Return(b); } finally { pool.Return(b); } } // TIDE003
    public void D03() { var b = pool.Rent(1); for (int i = 0; i < 3; i++) { pool.Return(b); } } // TIDE007
    public void D04() { var b = pool.Rent(1); var c = b; pool.Return(b); pool.Return(c); } // TIDE003
    public void D05() { var b = pool.Rent(1); try { Sum(b); pool.Return(b); Ask(); } catch { pool.Return(b); throw; } } // TIDE007
    public int M01(bool f) { var b = pool.Rent(1); b[0] = 1; if (f) { return 1; } pool.Return(b); return 2; } // TIDE001
    public int M02(Stream s) { var b = pool.Rent(1); return s.Read(b, 0, 1) + b[0]; } // TIDE001
    public void M03() { while (Ask()) { var b = pool.Rent(1); b.AsSpan().Clear(); if (b[0] == 1) { continue; } pool.Return(b); } } // TIDE001
    public ReadOnlyMemory<byte> V01() { var b = pool.Rent(1); try { return b.AsMemory(0, 1); } finally { pool.Return(b); } } // TIDE004
    public byte[] V02() { var b = pool.Rent(1); try { b[0] = 1; return b; } finally { pool.Return(b); } } // TIDE004
    public int N01() { var b = pool.Rent(1); pool.Return(b); return b.Length; }
    public void N02() { var b = pool.Rent(1); pool.Return(b); b = pool.Rent(2); b[0] = 1; pool.Return(b); }
    public void N03(int n) { byte[]? rented = null; Span<byte> s = n <= 256 ? stackalloc byte[256] : (rented = pool.Rent(n)); s.Clear(); if (rented != null) { pool.Return(rented); } }
    public void N04(int n) { byte[]? rented = n > 256 ? pool.Rent(n) : null; Span<byte> s = rented is null ? stackalloc byte[256] : rented.AsSpan(0, n); try { s.Clear(); } finally { if (rented is not null) { pool.Return(rented); } } }
    public void N05() { var b = pool.Rent(1); while (Ask()) { var larger = pool.Rent(b.Length * 2); b.AsSpan().CopyTo(larger); var old = b; b = larger; pool.Return(old); } pool.Return(b); }
    public byte[] N06() { var b = pool.Rent(1); b[0] = 1; return b; }
    public void N07() { var b = pool.Rent(1); _array = b; }
    public void N08() { var b = pool.Rent(1); _memory = b.AsMemory(); }
    public void N09() { var b = pool.Rent(1); Sum(b); }
    public void N10() { var b = pool.Rent(1); Keep(b.AsMemory()); }
    public void N11(SocketAsyncEventArgs a) { var b = pool.Rent(1); a.SetBuffer(b, 0, 1); }
    public Stream N12() { var b = pool.Rent(1); return new MemoryStream(b); }
    public void N13(int n) { var b = n > 64 ? pool.Rent(n) : _scratch; b[0] = 1; if (b != _scratch) { pool.Return(b); } }
    public int N14() { var b = pool.Rent(1); b[0] = 1; if (b[0] > 3) { throw new InvalidOperationException(); } pool.Return(b); return 1; }
    public ArraySegment<byte> N15() { ArraySegment<byte> s = pool.Rent(1); return s; }
    public void N16() { ArraySegment<byte> s = new(pool.Rent(1)); s[0] = 1; pool.Return(s.Array!); }
    public void N17() { var b = pool.Rent(1); Grow(ref b); b[0] = 1; pool.Return(b); }
    public void N18() { var b = pool.Rent(1); Action a = () => pool.Return(b); a(); }
    public void N19(byte[] b) { pool.Return(b); b[0] = 1; } // TIDE002
    public void N20() { _array = pool.Rent(1); pool.Return(_array); _array[0] = 1; } // TIDE002
    public char N21() { var c = ArrayPool<char>.Shared.Rent(1); ArrayPool<char>.Shared.Return(c); return c[0]; }
    public bool N22() { var b = pool.Rent(1); pool.Return(b); return ReferenceEquals(b, pool.Rent(1)) || b == _scratch || b is null; }
    public void N23(bool f) { byte[]? b = null; try { b = pool.Rent(1); b[0] = 1; } finally { if (b != null) { pool.Return(b); } } }
    public IEnumerable<byte> N24() { var b = pool.Rent(1); yield return b[0]; yield return b[1]; pool.Return(b); }
    public void N25(ArrayPool<byte>? p) { byte[] b = p?.Rent(1) ?? new byte[1]; b[0] = 1; p?.Return(b); }
    public void N26() { var b = pool.Rent(1); try { b[0] = 1; } catch { pool.Return(b); throw; } pool.Return(b); }
    public int N27() { var b = pool.Rent(1); try { return b[0]; } finally { pool.Return(b); } }
    public void N28(List<byte[]> l) { var b = pool.Rent(1); l.Add(b); }
    public unsafe void N29() { var b = pool.Rent(1); fixed (byte* p = b) { p[0] = 1; } pool.Return(b); }
    public byte[] N30() { var b = pool.Rent(1); b[0] = 1; var copy = b.AsSpan(0, 1).ToArray(); pool.Return(b); return copy; }
    public Task N31(Stream s) { var b = pool.Rent(1); return s.WriteAsync(b, 0, 1).ContinueWith(_ => pool.Return(b), TaskScheduler.Default); }
}
