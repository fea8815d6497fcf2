using Tidepool; using System.Buffers; using System.Collections.Concurrent; using System.Collections.Immutable; using System.IO.Pipelines; using System.Net.Sockets; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Security.Cryptography; using System.Text; using System.Text.Json; using System.Threading.Channels;
namespace Corpus;
// Bytes, leases and tasks that outlive the return, in all that can carry them.
public sealed class Outliving(BytePool pool, ArrayPool<byte> arrays, Stream wire)
{
    public sealed record Packet(int Id, ReadOnlyMemory<byte> Data);
    public readonly record struct Slice(ReadOnlyMemory<byte> Data, int Offset);
    public sealed class Message { public required ReadOnlyMemory<byte> Body { get; init; } public ArraySegment<byte> Raw; public Message? Next { get; set; } }
    public class Node { public Memory<byte> Bytes; public Func<int>? Later; public ByteLease Lease; }
    private Packet? _last; private Slice _slice; private readonly Queue<Packet> _queue = new(); private readonly Dictionary<int, ReadOnlyMemory<byte>> _byId = []; private (int, Memory<byte>) _pair;
    private readonly Channel<Packet> _channel = Channel.CreateUnbounded<Packet>(); private readonly Lock _gate = new(); private CancellationTokenRegistration _registration; private Task _pending = Task.CompletedTask; private ImmutableArray<ReadOnlyMemory<byte>> _all = []; private static Memory<byte> s_last; private Lazy<int>? _lazy; private ReadOnlySequence<byte> _sequence; private event EventHandler? Closed; private readonly Node _node = new(); private readonly List<Func<int>> _callbacks = []; private ByteLease _held; private byte[]? _buffer; private unsafe byte* _pointer; private GCHandle _handle; private MemoryHandle _pin; private IEnumerable<byte>? _bytes;

    public void A01_RecordInField() { using var lease = pool.Rent(64); wire.ReadExactly(lease.Span); _last = new Packet(1, lease.Memory); } // TIDE004
    public void A02_StructInField() { using var lease = pool.Rent(64); _slice = new Slice(lease.Memory[..4], 0); } // TIDE004
    public void A03_QueueOfRecords() { using var lease = pool.Rent(64); _queue.Enqueue(new Packet(2, lease.Memory)); } // TIDE004
    public void A04_Dictionary() { using var lease = pool.Rent(64); _byId[3] = lease.Memory; } // TIDE004
    public void A05_TupleField() { using var lease = pool.Rent(64); _pair = (3, lease.Memory); } // TIDE004
    public void A06_ChannelOfRecords() { using var lease = pool.Rent(64); _channel.Writer.TryWrite(new Packet(3, lease.Memory)); } // TIDE004
    public void A07_LockedField() { using var lease = pool.Rent(64); lock (_gate) { _last = new Packet(1, lease.Memory[4..]); } } // TIDE004
    public void A08_TokenRegistration(CancellationToken token) { using var lease = pool.Rent(64); _registration = token.Register(() => lease.Span.Clear()); } // TIDE004
    public void A09_TaskField() { using var lease = pool.Rent(64); _pending = wire.WriteAsync(lease.Memory).AsTask(); } // TIDE004
    public void A10_ImmutableAdd() { using var lease = pool.Rent(64); _all = _all.Add(lease.Memory); } // TIDE004
    public void A11_StaticField() { using var lease = pool.Rent(64); s_last = lease.Memory.Slice(1); } // TIDE004
    public void A12_Lazy() { using var lease = pool.Rent(64); _lazy = new Lazy<int>(() => lease.Span[0]); } // TIDE004
    public void A13_Sequence() { using var lease = pool.Rent(64); _sequence = new ReadOnlySequence<byte>(lease.Memory); } // TIDE004
    public void A14_EventHandler() { using var lease = pool.Rent(64); Closed += (_, _) => lease.Span.Clear(); } // TIDE004
    public void A15_OtherObjectsField() { using var lease = pool.Rent(64); _node.Bytes = lease.Memory; } // TIDE004
    public void A16_CallbackAdded() { using var lease = pool.Rent(64); _callbacks.Add(() => lease.Span[0]); } // TIDE004
    public Message A17_Initializer() { using var lease = pool.Rent(64); return new Message { Body = lease.Memory }; } // TIDE004
    public Message A18_Nested() { using var lease = pool.Rent(64); var inner = new Message { Body = lease.Memory }; return new Message { Body = default, Next = inner }; } // TIDE004
    public (int Length, ReadOnlyMemory<byte> Data) A19_TupleReturned() { using var lease = pool.Rent(64); int n = wire.Read(lease.Span); return (n, lease.Memory[..n]); } // TIDE004
    public ReadOnlySequence<byte> A20_SequenceReturned() { using var sequence = pool.RentSequence(100_000); return sequence.Sequence; } // TIDE004
    public IEnumerable<byte> A21_LinqReturned() { using var lease = pool.Rent(64); return MemoryMarshal.ToEnumerable<byte>(lease.Memory).Where(b => b != 0); } // TIDE004
    public ref byte A22_GetReferenceReturned() { using var lease = pool.Rent(64); return ref MemoryMarshal.GetReference(lease.Span); } // TIDE004
    public ReadOnlySpan<int> A23_CastReturned() { using var lease = pool.Rent(64); return MemoryMarshal.Cast<byte, int>(lease.Span); } // TIDE004
    public void A24_Out(out ReadOnlyMemory<byte> data) { using var lease = pool.Rent(64); data = lease.Memory; } // TIDE004
    public void A25_Ref(ref Packet? packet) { using var lease = pool.Rent(64); packet = new Packet(1, lease.Memory); } // TIDE004
    public ArraySegment<byte> A26_SegmentReturned() { var buffer = arrays.Rent(64); try { wire.ReadExactly(buffer, 0, 64); return new ArraySegment<byte>(buffer, 0, 64); } finally { arrays.Return(buffer); } } // TIDE004
    public Stream A27_MemoryStreamReturned() { var buffer = arrays.Rent(64); try { return new MemoryStream(buffer, 0, 64); } finally { arrays.Return(buffer); } } // TIDE004
    public Task<int> A28_TaskReturned() { var buffer = arrays.Rent(64); try { return wire.ReadAsync(buffer, 0, 64); } finally { arrays.Return(buffer); } } // TIDE004
    public ValueTask A29_ValueTaskReturned() { using var lease = pool.Rent(64); return wire.WriteAsync(lease.Memory); } // TIDE004
    public Task A30_TaskRunReturned() { using var lease = pool.Rent(64); return Task.Run(() => wire.Write(lease.Span)); } // TIDE004
    public Task A31_ContinueWith(Task before) { using var lease = pool.Rent(64); return before.ContinueWith(_ => lease.Span.Clear()); } // TIDE004
    public Func<int> A32_LocalFunctionReturned() { using var lease = pool.Rent(64); int First() => lease.Span[0]; return First; } // TIDE004
    public Action A33_MethodGroup() { using var lease = pool.Rent(64); Action clear = Clear; return clear; void Clear() => lease.Span.Clear(); } // TIDE004
    public Task A34_AwaitUsingless(CancellationToken token) { using var lease = pool.Rent(64); return SendAsync(lease.Memory, token); } // TIDE004
    private async Task SendAsync(ReadOnlyMemory<byte> data, CancellationToken token) { await wire.WriteAsync(data, token); await wire.FlushAsync(token); }
    public ByteLease A35_LeaseReturned() { using var lease = pool.Rent(64); wire.ReadExactly(lease.Span); return lease; } // TIDE004
    public ByteLease? A36_NullableReturned(bool wanted) { using var lease = pool.Rent(64); return wanted ? lease : null; } // TIDE004
    public void A37_LeaseField() { using var lease = pool.Rent(64); _held = lease; } // TIDE004
    public void A38_LeaseInOtherObject(Node node) { using var lease = pool.Rent(64); node.Lease = lease; } // TIDE004
    public void A39_ArrayField() { var buffer = arrays.Rent(64); _buffer = buffer; arrays.Return(buffer); } // TIDE004
    public unsafe void A40_PointerField() { using var lease = pool.Rent(64); fixed (byte* p = lease.Span) { _pointer = p; } } // TIDE004
    public void A41_Pin() { using var lease = pool.Rent(64); _pin = lease.Memory.Pin(); } // TIDE004
    public void A42_EnumerableField() { using var lease = pool.Rent(64); _bytes = MemoryMarshal.ToEnumerable<byte>(lease.Memory); } // TIDE004
    public Memory<byte> A43_TwoSteps() { using var lease = pool.Rent(64); var memory = lease.Memory; var header = memory[..4]; var rest = header[1..]; return rest; } // TIDE004
    public Memory<byte> A44_Conditional(bool all) { using var lease = pool.Rent(64); return all ? lease.Memory : default; } // TIDE004
    public Memory<byte> A45_SwitchExpression(int kind) { using var lease = pool.Rent(64); return kind switch { 0 => lease.Memory[..1], 1 => lease.Memory, _ => default }; } // TIDE004
    public Memory<byte>? A46_NullableMemory() { using var lease = pool.Rent(64); Memory<byte>? data = lease.Memory; return data; } // TIDE004
    public List<Memory<byte>> A47_CollectionExpression() { using var a = pool.Rent(64); return [a.Memory]; } // TIDE004
    public Memory<byte>[] A48_Spread(List<Memory<byte>> others) { using var a = pool.Rent(64); return [.. others, a.Memory]; } // TIDE004
    public ImmutableArray<ReadOnlyMemory<byte>> A49_ImmutableReturned() { using var a = pool.Rent(64); return [a.Memory]; } // TIDE004
    public Packet A50_With(Packet old) { using var a = pool.Rent(64); return old with { Data = a.Memory }; } // TIDE004
    public KeyValuePair<int, ReadOnlyMemory<byte>> A51_KeyValue() { using var a = pool.Rent(64); return new(1, a.Memory); } // TIDE004
    public Dictionary<int, ReadOnlyMemory<byte>> A52_DictionaryReturned() { using var a = pool.Rent(64); return new() { [1] = a.Memory }; } // TIDE004
    public object A53_Boxed() { using var a = pool.Rent(64); return a.Memory; } // TIDE004
    public JsonDocument A54_JsonDocument() { using var a = pool.Rent(64); int n = wire.Read(a.Span); return JsonDocument.Parse(a.Memory[..n]); } // TIDE004
    public Task<ReadOnlyMemory<byte>> A55_FromResult() { using var a = pool.Rent(64); return Task.FromResult<ReadOnlyMemory<byte>>(a.Memory); } // TIDE004
    public async Task<ReadOnlyMemory<byte>> A56_AsyncResult() { using var a = pool.Rent(64); int n = await wire.ReadAsync(a.Memory); return a.Memory[..n]; } // TIDE004
    public async ValueTask<Packet> A57_AsyncRecord() { var a = await pool.RentAsync(64); try { await wire.ReadExactlyAsync(a.Memory); return new Packet(1, a.Memory); } finally { a.Return(); } } // TIDE004
    public void A58_TaskCompletionSource(TaskCompletionSource<ReadOnlyMemory<byte>> source) { using var a = pool.Rent(64); source.SetResult(a.Memory); } // unseen TIDE004
    public void A59_NullCoalescingAssign() { using var a = pool.Rent(64); _last ??= new Packet(1, a.Memory); } // TIDE004
    public void A60_AsyncLocalValue(AsyncLocal<Memory<byte>> local) { using var a = pool.Rent(64); local.Value = a.Memory; } // TIDE004
    public void A61_FireAndForget() { using var a = pool.Rent(64); _ = Task.Run(() => wire.Write(a.Span)); } // TIDE010
    public void A62_FireAndForget2() { using var a = pool.Rent(64); Task.Run(async () => await wire.WriteAsync(a.Memory)); } // TIDE010
    public void A63_FireAndForget3() { using var a = pool.Rent(64); _ = SendAsync(a.Memory, default); } // TIDE010
    public void A64_Factory() { using var a = pool.Rent(64); Task.Factory.StartNew(() => a.Span.Clear(), TaskCreationOptions.LongRunning); } // TIDE010
    public void A65_UnsafeQueue() { using var a = pool.Rent(64); ThreadPool.UnsafeQueueUserWorkItem(static m => m.Span.Clear(), a.Memory, preferLocal: false); } // TIDE010
    public void A66_Thread() { using var a = pool.Rent(64); var thread = new Thread(() => a.Span.Clear()) { IsBackground = true }; thread.Start(); } // TIDE010
    public void A67_Local() { using var a = pool.Rent(64); Task t = wire.WriteAsync(a.Memory).AsTask(); wire.Flush(); } // TIDE010
    public void A68_AsyncVoid() { using var a = pool.Rent(64); Begin(a.Memory); } // TIDE010
    private async void Begin(Memory<byte> m) { await wire.WriteAsync(m); }
    public void A69_Socket(Socket socket) { using var a = pool.Rent(64); _ = socket.SendAsync(a.Memory, SocketFlags.None); } // TIDE010
    public void A70_Array() { var b = arrays.Rent(64); _ = wire.WriteAsync(b, 0, 64); arrays.Return(b); } // TIDE010
    public void A71_TimerLocal() { using var a = pool.Rent(64); _ = new Timer(_ => a.Span.Clear(), null, 10, -1); } // TIDE010
    public void A72_LocalFunctionAsync() { using var a = pool.Rent(64); _ = PumpAsync(); async Task PumpAsync() { await Task.Yield(); wire.Write(a.Span); } } // TIDE010
    public void A73_Parallel() { using var a = pool.Rent(64); _ = Parallel.ForEachAsync([1, 2], (i, _) => wire.WriteAsync(a.Memory[..i])); } // TIDE010
    public void A74_Wrapped() { using var a = pool.Rent(64); if (wire.CanWrite) { try { _ = wire.WriteAsync(a.Memory); } catch (IOException) { } } } // TIDE010
}
