using Tidepool; using System.Buffers; using System.Buffers.Binary; using System.Collections.Concurrent; using System.IO.Pipelines; using System.Net.Sockets; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Security.Cryptography; using System.Text; using System.Text.Json;
namespace Corpus;
// Leaks, late uses and second returns on one path, through helper methods and interfaces too.
public sealed class Paths(BytePool pool, ArrayPool<byte> arrays, Stream wire)
{
    public readonly record struct Header(int Kind, int Length);
    private readonly Queue<ByteLease> _queue = new();
    public int B01_EarlyReturn(int n) { var lease = pool.Rent(n); wire.ReadExactly(lease.Span); if (lease.Span[0] != 1) return -1; int r = lease.Span[1]; lease.Return(); return r; } // TIDE001
    public int B02_Continue(int[] sizes) { int sum = 0; foreach (int size in sizes) { var lease = pool.Rent(size); int n = wire.Read(lease.Span); if (n == 0) continue; sum += n; lease.Return(); } return sum; } // TIDE001
    public int B03_Break(int[] sizes) { int sum = 0; for (int i = 0; i < sizes.Length; i++) { var lease = pool.Rent(sizes[i]); int n = wire.Read(lease.Span); if (n == 0) break; sum += n; lease.Return(); } return sum; } // TIDE001
    public int B04_Catch(int n) { var lease = pool.Rent(n); try { wire.ReadExactly(lease.Span); } catch (EndOfStreamException) { return -1; } int r = lease.Span[0]; lease.Return(); return r; } // TIDE001
    public void B05_SwitchArm(int n) { var lease = pool.Rent(n); switch (lease.Span[0]) { case 0: lease.Return(); break; case 1: wire.Write(lease.Span); lease.Return(); break; default: wire.WriteByte(0); break; } } // TIDE001
    public void B06_Overwritten(int n) { var lease = pool.Rent(n); wire.ReadExactly(lease.Span); lease = pool.Rent(n * 2); wire.ReadExactly(lease.Span); lease.Return(); } // TIDE001
    public void B07_Throw(int n) { var lease = pool.Rent(n); if (wire.Read(lease.Span) == 0) throw new EndOfStreamException(); wire.Write(lease.Span); lease.Return(); } // TIDE001
    public bool B08_TryRent(int n) { if (!pool.TryRent(n, out var lease)) return false; wire.ReadExactly(lease.Span); return lease.Span[0] == 1; } // TIDE001
    public async Task<int> B09_RentAsync(int n, CancellationToken token) { var lease = await pool.RentAsync(n, token); int r = await wire.ReadAsync(lease.Memory, token); if (r == 0) { return 0; } lease.Dispose(); return r; } // TIDE001
    public long B10_Sequence(long n) { var sequence = pool.RentSequence(n); long sum = 0; foreach (var m in sequence.Segments) { sum += wire.Read(m.Span); } return sum; } // TIDE001
    public int B11_Allocator() { var a = pool.CreateAllocator(); var m = a.Allocate(10); return wire.Read(m.Span); } // TIDE001
    public void B12_Discarded(int n) { pool.Rent(n).Span.Clear(); } // TIDE001
    public void B13_DiscardedPlain(int n) { pool.Rent(n); } // TIDE001
    public int B14_PrivateFactory() { var lease = ReadFrame(); return lease.Span[0]; } // TIDE001
    private ByteLease ReadFrame() { var lease = pool.Rent(64); try { wire.ReadExactly(lease.Span); return lease; } catch { lease.Return(); throw; } }
    public async Task<int> B15_PrivateAsyncFactory() { var lease = await ReadFrameAsync(); return lease.Span[0]; } // TIDE001
    private async Task<ByteLease> ReadFrameAsync() { var lease = pool.Rent(64); try { await wire.ReadExactlyAsync(lease.Memory); return lease; } catch { lease.Return(); throw; } }
    public int B16_TryFactory() { if (TryRead(out var lease)) { return lease.Length; } return 0; } // TIDE001
    private bool TryRead(out ByteLease lease) { if (!wire.CanRead) { lease = default; return false; } lease = pool.Rent(64); return true; }
    public int B17_StaticHelper() { var lease = Helpers.Copy(pool, "abc"u8); return lease.Length; } // TIDE001
    internal static class Helpers { internal static ByteLease Copy(BytePool pool, ReadOnlySpan<byte> data) { var lease = pool.Rent(data.Length); data.CopyTo(lease.Span); return lease; } internal static void Free(ByteLease lease) { lease.Span.Clear(); lease.Return(); } internal static int Sum(ByteLease lease) { int s = 0; foreach (byte b in lease.Span) s += b; return s; } internal static void Free(ref ByteLease lease) { lease.Return(); lease = default; } }
    public int B18_HelperKeeps() { var lease = pool.Rent(4); return Helpers.Sum(lease); } // TIDE001
    public int B19_HelperTakesThenUse() { var lease = pool.Rent(4); Helpers.Free(lease); return lease.Span[0]; } // TIDE002
    public void B20_HelperTakesThenReturn() { var lease = pool.Rent(4); Helpers.Free(lease); lease.Return(); } // TIDE003
    public void B21_HelperUnderUsing() { using var lease = pool.Rent(4); Helpers.Free(lease); lease.Span.Clear(); } // TIDE002
    public int B22_ViewOfHelper() { var lease = pool.Rent(4); var span = lease.Span; Helpers.Free(lease); return span[0]; } // TIDE002
    public void B23_UseAfter() { var lease = pool.Rent(4); lease.Return(); wire.Write(lease.Span); } // TIDE002
    public int B24_SpanAfter() { var lease = pool.Rent(4); ReadOnlySpan<byte> span = lease.Span[1..]; lease.Return(); return BinaryPrimitives.ReadInt16BigEndian(span); } // TIDE002
    public string B25_Encoding() { var b = arrays.Rent(100); int n = wire.Read(b, 0, 100); arrays.Return(b); return Encoding.UTF8.GetString(b, 0, n); } // TIDE002
    public int B26_Finally() { var b = arrays.Rent(100); int n = 0; try { n = wire.Read(b); } finally { arrays.Return(b); } return b[n - 1]; } // TIDE002
    public byte[] B27_ToArrayAfter() { var b = arrays.Rent(100); var s = b.AsSpan(0, 10); arrays.Return(b); return s.ToArray(); } // TIDE002
    public byte[] B28_Hash() { var l = pool.Rent(100); var m = l.Memory; l.Dispose(); return SHA256.HashData(m.Span); } // TIDE002
    public async Task B29_AwaitAfter() { var l = pool.Rent(100); var write = wire.WriteAsync(l.Memory); l.Return(); await write; } // TIDE002
    public async Task B30_WhenAllArray(Stream[] all) { var l = pool.Rent(100); Task[] tasks = [.. all.Select(s => s.WriteAsync(l.Memory).AsTask())]; l.Return(); await Task.WhenAll(tasks); } // TIDE002
    public async Task B31_WhenAllList(Stream a, Stream b) { var l = pool.Rent(100); List<Task> tasks = []; tasks.Add(a.WriteAsync(l.Memory).AsTask()); tasks.Add(b.WriteAsync(l.Memory).AsTask()); l.Return(); await Task.WhenAll(tasks); } // TIDE002
    public void B32_GetAwaiter() { var l = pool.Rent(100); var t = wire.WriteAsync(l.Memory); l.Return(); t.GetAwaiter().GetResult(); } // TIDE002
    public int B33_Result() { var l = pool.Rent(100); var t = wire.ReadAsync(l.Memory).AsTask(); l.Return(); return t.Result; } // TIDE002
    public int B34_RefLocal() { var l = pool.Rent(100); ref byte first = ref l.Span[0]; l.Return(); return first; } // TIDE002
    public int B35_UnsafeAdd() { var l = pool.Rent(100); ref byte first = ref MemoryMarshal.GetReference(l.Span); l.Return(); return Unsafe.Add(ref first, 3); } // TIDE002
    public int B36_ArrayDataReference() { var b = arrays.Rent(100); ref byte first = ref MemoryMarshal.GetArrayDataReference(b); arrays.Return(b); return first; } // TIDE002
    public int B37_AsRef() { var l = pool.Rent(100); ref Header h = ref MemoryMarshal.AsRef<Header>(l.Span); l.Return(); return h.Kind; } // TIDE002
    public int B38_Cast() { var l = pool.Rent(100); var ints = MemoryMarshal.Cast<byte, int>(l.Span); l.Return(); return ints[0]; } // TIDE002
    public unsafe int B39_FixedArray() { var b = arrays.Rent(8); fixed (byte* p = b) { arrays.Return(b); return p[0]; } } // TIDE002
    public unsafe int B40_PinHandle() { var l = pool.Rent(8); using MemoryHandle h = l.Memory.Pin(); l.Return(); return *(byte*)h.Pointer; } // TIDE002
    public int B41_Foreach() { var l = pool.Rent(8); int sum = 0; foreach (byte b in l.Span) { sum += b; l.Return(); } return sum; } // TIDE007
    public int B42_ForeachSpan() { var l = pool.Rent(8); var span = l.Span; l.Return(); int sum = 0; foreach (byte b in span) sum += b; return sum; } // TIDE002
    public int B43_LambdaAfter() { var l = pool.Rent(8); Func<int> first = () => l.Span[0]; l.Return(); return first(); } // TIDE002
    public int B44_LocalFunctionAfter() { var l = pool.Rent(8); int First() => l.Span[0]; l.Return(); return First(); } // TIDE002
    public int B45_TupleItem() { var l = pool.Rent(8); var t = (l.Memory, 1); l.Return(); return t.Memory.Span[0]; } // TIDE002
    public int B46_TupleDeconstruct() { var l = pool.Rent(8); var t = (Data: l.Memory, Count: 1); l.Return(); var (data, count) = t; return data.Span[count]; } // TIDE002
    public int B47_Json() { var l = pool.Rent(8); using var doc = JsonDocument.Parse(l.Memory); l.Return(); return doc.RootElement.GetInt32(); } // TIDE002
    public int B48_SequenceSlice() { var q = pool.RentSequence(8); var s = q.Sequence.Slice(2); q.Return(); return s.FirstSpan[0]; } // TIDE002
    public int B49_SequenceEnumerate() { var q = pool.RentSequence(8); var s = q.Sequence; q.Dispose(); int sum = 0; foreach (var m in s) sum += m.Span[0]; return sum; } // TIDE002
    public int B50_Writer() { var w = new PooledBufferWriter(pool); w.Write("abc"u8); var span = w.WrittenSpan; w.Dispose(); return span[0]; } // TIDE002
    public void B51_StreamAfter() { var s = new PooledStream(pool); s.Write("abc"u8); s.Dispose(); s.WriteByte(1); } // TIDE002
    public ReadOnlySequence<byte> B52_StreamView() { using var s = new PooledStream(pool); wire.CopyTo(s); return s.GetReadOnlySequence(); } // TIDE004
    public ReadOnlyMemory<byte> B53_WriterView() { using var w = new PooledBufferWriter(pool); w.Write("x"u8); return w.WrittenMemory; } // TIDE004
    public Memory<byte> B54_Owner() { using var o = pool.Rent(3).ToMemoryOwner(); return o.Memory; } // TIDE004
    public Memory<byte> B55_MemoryPoolOwner() { using IMemoryOwner<byte> o = MemoryPool<byte>.Shared.Rent(3); return o.Memory[..3]; } // TIDE004
    public int B56_OwnerAfter() { IMemoryOwner<byte> o = MemoryPool<byte>.Shared.Rent(3); var m = o.Memory; o.Dispose(); return m.Span[0]; } // TIDE002
    public void B57_Double() { var l = pool.Rent(3); l.Span.Clear(); l.Return(); if (wire.CanWrite) l.Return(); } // TIDE003
    public void B58_DoubleArray() { var b = arrays.Rent(3); try { wire.Write(b); } catch (IOException) { arrays.Return(b); } arrays.Return(b); } // TIDE007
    public void B59_DoubleFinally() { var b = arrays.Rent(3); try { wire.Write(b); arrays.Return(b); } finally { arrays.Return(b); } } // TIDE003
    public void B60_Copies() { var a = pool.Rent(3); var b = a; b.Span.Clear(); b.Return(); a.Return(); } // TIDE006
    public void B61_RefAlias() { var a = pool.Rent(3); ref ByteLease b = ref a; b.Return(); a.Return(); } // TIDE006
    public void B62_Loop(int n) { var l = pool.Rent(3); while (n-- > 0) { wire.Write("abc"u8); l.Return(); } } // TIDE007
    public void B63_Goto(int n) { var l = pool.Rent(3); again: wire.WriteByte(1); l.Return(); if (--n > 0) goto again; } // TIDE007
    public void B64_CatchThenAfter() { var l = pool.Rent(3); try { wire.Write(l.Span); } catch (IOException) { l.Return(); } l.Return(); } // TIDE007
    public void B65_CatchAndFinally() { var l = pool.Rent(3); try { wire.Write(l.Span); } catch { l.Return(); throw; } finally { l.Return(); } } // TIDE007
    public int B66_Attribute([TakesOwnership] ByteLease lease) { if (lease.Length == 0) return 0; int n = lease.Span[0]; lease.Return(); return n; } // unseen TIDE001
    public interface ISink { void Send([TakesOwnership] ByteLease lease); int Measure([KeepsOwnership] ByteLease lease); [return: GivesOwnership] ByteLease Next(); [return: GivesOwnership] ValueTask<ByteLease> NextAsync(); bool TryNext([GivesOwnership] out ByteLease lease); }
    public void B67_Taken(ISink sink) { var l = pool.Rent(3); sink.Send(l); l.Return(); } // TIDE003
    public int B68_TakenUsed(ISink sink) { var l = pool.Rent(3); var s = l.Span; sink.Send(l); return s[0]; } // TIDE002
    public int B69_Kept(ISink sink) { var l = pool.Rent(3); return sink.Measure(l); } // TIDE001
    public int B70_Given(ISink sink) { var l = sink.Next(); return l.Span[0]; } // TIDE001
    public async Task<int> B71_GivenAsync(ISink sink) { var l = await sink.NextAsync(); return l.Length; } // TIDE001
    public int B72_GivenOut(ISink sink) => sink.TryNext(out var l) ? l.Length : 0; // TIDE001
    public void B73_GivenDiscarded(ISink sink) { sink.Next(); } // TIDE001
    public void B74_UsingTaken(ISink sink) { using var l = pool.Rent(3); sink.Send(l); wire.Write(l.Span); } // TIDE002
    public int B75_ArrayLeak(int n) { byte[] b = ArrayPool<byte>.Shared.Rent(n); int r = wire.Read(b, 0, n); if (r == 0) return 0; ArrayPool<byte>.Shared.Return(b); return r; } // TIDE001 TIDE008
    public int B76_CopyToLease(PooledStream s) { var l = s.CopyToLease(); int x = l.Span[0]; if (x == 0) return 0; l.Return(); return x; } // TIDE001
    public async IAsyncEnumerable<int> B77_Iterator(int n) { for (int i = 0; i < n; i++) { var l = pool.Rent(16); int r = await wire.ReadAsync(l.Memory); if (r == 0) yield break; yield return r; l.Return(); } } // TIDE001
    public IEnumerable<int> B78_Iterator(int n) { var l = pool.Rent(n); for (int i = 0; i < n; i++) yield return l.Span[i]; } // TIDE001
    public void B79_TryFinallyConditional(bool keep) { var l = pool.Rent(3); try { wire.Write(l.Span); } finally { if (!keep) l.Return(); } } // TIDE001
    public void B80_SecondRentThrows(int n) { var a = pool.Rent(n); var b = pool.Rent(n); a.Span.CopyTo(b.Span); b.Return(); } // TIDE001
    public void B81_Tuple(int n) { var pair = (A: pool.Rent(n), B: pool.Rent(n)); pair.A.Return(); } // TIDE001
    public void B82_Nullable(int n) { ByteLease? l = n > 3 ? pool.Rent(n) : null; if (l is { } x) { wire.Write(x.Span); } } // TIDE001
    public void B83_Lock(Lock gate, int n) { var l = pool.Rent(n); lock (gate) { if (n > 5) return; wire.Write(l.Span); } l.Return(); } // TIDE001
    public int B84_PipeReader(int n) { var l = pool.Rent(n); var reader = PipeReader.Create(new ReadOnlySequence<byte>(l.Memory)); l.Return(); return reader.TryRead(out var r) ? (int)r.Buffer.Length : 0; } // unseen TIDE002
    public int B85_StringCreate() { var l = pool.Rent(4); var m = l.Memory; l.Return(); return string.Create(4, m, static (chars, data) => Encoding.ASCII.GetChars(data.Span, chars)).Length; } // TIDE002
    public void B86_ResizeLost(int n) { var b = arrays.Rent(n); Array.Resize(ref b, n * 2); arrays.Return(b); } // TIDE005
    public int B87_QueueAfter(ConcurrentQueue<Memory<byte>> q) { var l = pool.Rent(4); q.Enqueue(l.Memory); l.Return(); return 1; } // TIDE004
    public void B88_AsyncPattern(Socket s) { var l = pool.Rent(4); var task = s.ReceiveAsync(l.Memory).AsTask(); l.Return(); task.ContinueWith(static t => Console.WriteLine(t.Result)); } // unseen TIDE002
}
