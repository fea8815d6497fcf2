using Tidepool; using System.Buffers; using System.Runtime.InteropServices; using System.Text.Json;
namespace Repro;
public sealed class Misses(BytePool pool)
{
    private Func<int>? _later; private event Action? Changed; private Timer? _timer; private readonly Memory<byte>[] _slots = new Memory<byte>[4];
    public int M01_Deconstruction() { var (a, b) = (pool.Rent(1), pool.Rent(2)); int r = a.Length + b.Length; a.Return(); return r; } // TIDE001
    public async Task M02_WhenAll(Stream x, Stream y) { var l = pool.Rent(16); Task t = x.WriteAsync(l.Memory).AsTask(), u = y.WriteAsync(l.Memory).AsTask(); l.Return(); await Task.WhenAll(t, u); } // TIDE002
    public void M03_Wait(Stream x) { var l = pool.Rent(16); Task t = x.WriteAsync(l.Memory).AsTask(); l.Return(); t.Wait(); } // TIDE002
    public int M04_GetReference() { var l = pool.Rent(16); ref byte b = ref MemoryMarshal.GetReference(l.Span); l.Return(); return b; } // TIDE002
    public int M05_TryGetArray() { var l = pool.Rent(16); MemoryMarshal.TryGetArray((ReadOnlyMemory<byte>)l.Memory, out ArraySegment<byte> seg); l.Return(); return seg[0]; } // TIDE002
    public int M06_AllocatorAgain() { var a = pool.CreateAllocator(); Memory<byte> old = a.Allocate(10); a.Return(); a.Allocate(20); int r = old.Span[0]; a.Return(); return r; } // TIDE002
    public int M07_NullableMemory() { var l = pool.Rent(8); Memory<byte>? m = l.Memory; l.Return(); return m.Value.Span[0]; } // TIDE002
    public int M08_SpanEnumerator() { var l = pool.Rent(8); var e = l.Span.GetEnumerator(); l.Return(); return e.MoveNext() ? e.Current : 0; } // TIDE002
    public bool M09_Utf8JsonReader() { var l = pool.Rent(8); var r = new Utf8JsonReader(l.Span); l.Return(); return r.Read(); } // TIDE002
    public bool M10_SequenceReader() { var q = pool.RentSequence(8); var r = new SequenceReader<byte>(q.Sequence); q.Return(); return r.TryRead(out _); } // TIDE002
    public unsafe int M11_Fixed() { var l = pool.Rent(8); fixed (byte* p = l.Span) { l.Return(); return *p; } } // TIDE002
    public int M12_LocalList() { var l = pool.Rent(8); var list = new List<Memory<byte>> { l.Memory }; l.Return(); return list[0].Span[0]; } // TIDE002
    public Func<int> M13_LambdaReturned() { using var l = pool.Rent(1); return () => l.Span[0]; } // TIDE004
    public void M14_LambdaKept() { using var l = pool.Rent(1); _later = () => l.Span[0]; } // TIDE004
    public Task M15_TaskRunReturned() { using var l = pool.Rent(1); return Task.Run(() => l.Span.Clear()); } // TIDE004
    public void M16_Event() { using var l = pool.Rent(1); var m = l.Memory; Changed += () => m.Span.Clear(); } // TIDE004
    public void M17_Timer() { using var l = pool.Rent(1); var m = l.Memory; _timer = new Timer(_ => m.Span.Clear(), null, 0, 1); } // TIDE004
    public Memory<byte>[] M18_ArrayReturned() { using var l = pool.Rent(1); return [l.Memory]; } // TIDE004
    public void M19_ArrayElementOfField() { using var l = pool.Rent(1); _slots[0] = l.Memory; } // TIDE004
    public ref byte M20_RefReturn() { using var l = pool.Rent(1); return ref l.Span[0]; } // TIDE004
    public sealed record Packet(Memory<byte> Data); public Packet M21_Record() { using var l = pool.Rent(1); return new Packet(l.Memory); } // TIDE004
    public sealed class Msg { public Memory<byte> Data { get; set; } } public void M22_OtherObject(Msg m) { using var l = pool.Rent(1); m.Data = l.Memory; } // TIDE004
    public void M23_RefAlias() { var a = pool.Rent(1); ref var b = ref a; a.Return(); b.Return(); } // TIDE006
    public void M24_TupleCopies() { var a = pool.Rent(1); var (x, y) = (a, a); x.Return(); y.Return(); } // TIDE006
    public int M25_CopyToLease(PooledStream s) { var l = s.CopyToLease(); return l.Length; } // TIDE001
    private ByteLease Make() { var l = pool.Rent(1); l.Span.Clear(); return l; } public int M26_OwnFactory() { var l = Make(); return l.Length; } // TIDE001
    public void M27_Discarded() { Make(); } // TIDE001
}
