using Tidepool; using System.Buffers; using System.Buffers.Binary; using System.Collections.Concurrent; using System.Collections.Immutable; using System.Diagnostics; using System.Diagnostics.CodeAnalysis; using System.IO.Compression; using System.IO.Pipelines; using System.Net; using System.Net.Sockets; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Security.Cryptography; using System.Text; using System.Text.Json; using System.Threading.Channels;
namespace Corpus;
// One fault in each method.
public sealed class BlunderHolder { public ReadOnlyMemory<byte> Bytes { get; set; } public Memory<byte>[] Parts = new Memory<byte>[4]; public ByteLease Lease { get; init; } public ReadOnlySequence<byte> Sequence; public Func<byte>? Reader; public required string Name { get; init; } }
public sealed record BlunderRecord(string Name, ReadOnlyMemory<byte> Bytes); public readonly record struct BlunderPair(int Id, Memory<byte> Bytes); public ref struct BlunderRef { public Span<byte> Span; public ref byte First; }
public interface IBlunderSink { void Post([TakesOwnership] ByteLease lease); bool TryPost([TakesOwnership] ByteLease lease); Task<bool> OfferAsync([TakesOwnership] ByteLease lease); int Look([KeepsOwnership] ByteLease lease); [return: GivesOwnership] ByteLease Next(); bool TryNext([GivesOwnership] out ByteLease lease); [return: GivesOwnership] ValueTask<ByteLease> NextAsync(); }
public delegate void BlunderConsumer([TakesOwnership] ByteLease lease); public delegate ReadOnlySpan<byte> BlunderView();
public class BlunderBase { public virtual void Handle([TakesOwnership] ByteLease lease) => lease.Return(); } public sealed class BlunderDerived : BlunderBase { public override void Handle(ByteLease lease) { base.Handle(lease); } }
public static class BlunderExtensions { extension(ByteLease lease) { public Span<byte> Body => lease.Span[4..]; public void Zap() => lease.Span.Clear(); } }
public sealed class Blunders(BytePool pool, Stream wire, IBlunderSink sink, BlunderConsumer consumer, ArrayPool<byte> arrays)
{
    private ReadOnlyMemory<byte> _last; private Span<byte> Window => default; private readonly BlunderHolder _holder = new() { Name = "x" }; private Func<byte>? _reader; private Action? _action; private event Action? Ticked; private Timer? _timer; private Task? _task; private readonly List<BlunderRecord> _records = []; private readonly ConcurrentQueue<ReadOnlyMemory<byte>> _queue = new(); private readonly Dictionary<int, Memory<byte>> _map = []; private ByteLease _lease; private ByteLease? _maybe; private BlunderPair _pair; private ArraySegment<byte> _segment; private IEnumerable<int>? _lazyNumbers; private Lazy<int>? _lazy; private byte[]? _array; private readonly Channel<BlunderPair> _channel = Channel.CreateUnbounded<BlunderPair>(); private ImmutableList<ReadOnlyMemory<byte>> _list = []; private Stream? _stream; private MemoryHandle _handle; private (int, Memory<byte>) _tuple; private readonly PriorityQueue<ReadOnlyMemory<byte>, int> _priority = new(); private IMemoryOwner<byte>? _owner; private ReadOnlySequence<byte> _sequence; private static ReadOnlyMemory<byte> s_shared; private ValueTask<int> _pending; private readonly LinkedList<ReadOnlyMemory<byte>> _linked = []; private readonly AsyncLocal<ReadOnlyMemory<byte>> _ambient = new(); private readonly ConditionalWeakTable<object, BlunderHolder> _weak = [];
    // Views that outlive the lease.
    public ReadOnlyMemory<byte> C001(int n) { using ByteLease lease = pool.Rent(n); return n > 3 ? lease.Memory[..3] : ReadOnlyMemory<byte>.Empty; } // TIDE004
    public Span<byte> C002(int n) { ByteLease lease = pool.Rent(n); try { return lease.Span; } finally { lease.Return(); } } // TIDE004
    public ref byte C003(int n) { using ByteLease lease = pool.Rent(n); return ref lease.Span[0]; } // TIDE004
    public ref byte C004(int n) { using ByteLease lease = pool.Rent(n); return ref MemoryMarshal.GetReference(lease.Span); } // TIDE004
    public ArraySegment<byte> C005(int n) { using ByteLease lease = pool.Rent(n); return MemoryMarshal.TryGetArray<byte>(lease.Memory, out ArraySegment<byte> segment) ? segment : default; } // TIDE004
    public (int, Memory<byte>) C006(int n) { using ByteLease lease = pool.Rent(n); return (n, lease.Memory); } // TIDE004
    public BlunderRecord C007(int n) { using ByteLease lease = pool.Rent(n); return new BlunderRecord("x", lease.Memory); } // TIDE004
    public BlunderRecord C008(BlunderRecord old, int n) { using ByteLease lease = pool.Rent(n); return old with { Bytes = lease.Memory }; } // TIDE004
    public BlunderHolder C009(int n) { using ByteLease lease = pool.Rent(n); return new BlunderHolder { Name = "y", Bytes = lease.Memory }; } // TIDE004
    public BlunderHolder C010(int n) { using ByteLease lease = pool.Rent(n); BlunderHolder holder = new() { Name = "y" }; holder.Bytes = lease.Memory; return holder; } // TIDE004
    public List<Memory<byte>> C011(int n) { using ByteLease lease = pool.Rent(n); List<Memory<byte>> list = []; list.Add(lease.Memory); return list; } // TIDE004
    public Memory<byte>[] C012(int n) { using ByteLease lease = pool.Rent(n); return [lease.Memory[..1], lease.Memory[1..]]; } // TIDE004
    public ReadOnlySequence<byte> C013(int n) { using ByteLease lease = pool.Rent(n); return new ReadOnlySequence<byte>(lease.Memory); } // TIDE004
    public Stream C014(int n) { using ByteLease lease = pool.Rent(n); MemoryMarshal.TryGetArray<byte>(lease.Memory, out ArraySegment<byte> s); return new MemoryStream(s.Array!, s.Offset, s.Count); } // TIDE004
    public IEnumerable<byte> C015(int n) { using ByteLease lease = pool.Rent(n); return MemoryMarshal.ToEnumerable<byte>(lease.Memory); } // TIDE004
    public IEnumerable<int> C016(int n) { using ByteLease lease = pool.Rent(n); return Enumerable.Range(0, n).Select(i => lease.Span[i] + 1); } // TIDE004
    public Func<byte> C017(int n) { using ByteLease lease = pool.Rent(n); return () => lease.Span[0]; } // TIDE004
    public Func<byte> C018(int n) { using ByteLease lease = pool.Rent(n); Memory<byte> memory = lease.Memory; byte First() => memory.Span[0]; return First; } // TIDE004
    public Lazy<byte> C019(int n) { using ByteLease lease = pool.Rent(n); return new Lazy<byte>(() => lease.Span[0]); } // TIDE004
    public Task C020(CancellationToken token) { using ByteLease lease = pool.Rent(8); return wire.WriteAsync(lease.Memory, token).AsTask(); } // TIDE004
    public ValueTask<int> C021(CancellationToken token) { using ByteLease lease = pool.Rent(8); return wire.ReadAsync(lease.Memory, token); } // TIDE004
    public Task C022() { using ByteLease lease = pool.Rent(8); return Task.WhenAll(wire.WriteAsync(lease.Memory).AsTask(), Task.Delay(1)); } // TIDE004
    public Task C023() { using ByteLease lease = pool.Rent(8); return Task.Run(() => lease.Span.Clear()); } // TIDE004
    public JsonElement C024(int n) { using ByteLease lease = pool.Rent(n); return JsonDocument.Parse(lease.Memory).RootElement; } // TIDE004
    public void C025(int n) { using ByteLease lease = pool.Rent(n); _last = lease.Memory; } // TIDE004
    public void C026(int n) { using ByteLease lease = pool.Rent(n); _holder.Bytes = lease.Memory; } // TIDE004
    public void C027(int n) { using ByteLease lease = pool.Rent(n); _holder.Parts[0] = lease.Memory; } // TIDE004
    public void C028(int n) { using ByteLease lease = pool.Rent(n); _records.Add(new BlunderRecord("z", lease.Memory)); } // TIDE004
    public void C029(int n) { using ByteLease lease = pool.Rent(n); _queue.Enqueue(lease.Memory); } // TIDE004
    public void C030(int n) { using ByteLease lease = pool.Rent(n); _map[n] = lease.Memory; } // TIDE004
    public void C031(int n) { using ByteLease lease = pool.Rent(n); _list = _list.Add(lease.Memory); } // TIDE004
    public void C032(int n) { using ByteLease lease = pool.Rent(n); _reader = () => lease.Span[0]; } // TIDE004
    public void C033(int n) { using ByteLease lease = pool.Rent(n); Ticked += () => lease.Span.Clear(); } // TIDE004
    public void C034(int n) { using ByteLease lease = pool.Rent(n); _timer = new Timer(_ => lease.Span.Clear(), null, 0, 10); } // TIDE004
    public void C035(int n) { using ByteLease lease = pool.Rent(n); _task = wire.WriteAsync(lease.Memory).AsTask(); } // TIDE004
    public void C036(int n) { using ByteLease lease = pool.Rent(n); _pair = new BlunderPair(n, lease.Memory); } // TIDE004
    public void C037(int n) { using ByteLease lease = pool.Rent(n); MemoryMarshal.TryGetArray<byte>(lease.Memory, out _segment); } // TIDE004
    public void C038(int n) { using ByteLease lease = pool.Rent(n); _lazyNumbers = MemoryMarshal.ToEnumerable<byte>(lease.Memory).Select(b => (int)b); } // TIDE004
    public void C039(int n) { using ByteLease lease = pool.Rent(n); _lazy = new(() => lease.Span[0]); } // TIDE004
    public void C040(int n) { using ByteLease lease = pool.Rent(n); _channel.Writer.TryWrite(new BlunderPair(n, lease.Memory)); } // TIDE004
    public async Task C041(int n) { using ByteLease lease = pool.Rent(n); _tuple = (n, lease.Memory); } // TIDE004
    public void C042(int n) { using ByteLease lease = pool.Rent(n); _priority.Enqueue(lease.Memory, n); } // TIDE004
    public void C043(int n) { using ByteLease lease = pool.Rent(n); _sequence = new ReadOnlySequence<byte>(lease.Memory[1..]); } // TIDE004
    public void C044(int n) { using ByteLease lease = pool.Rent(n); s_shared = lease.Memory; } // TIDE004
    public void C045(int n) { using ByteLease lease = pool.Rent(n); _pending = wire.ReadAsync(lease.Memory); } // TIDE004
    public void C046(int n) { using ByteLease lease = pool.Rent(n); _linked.AddLast(lease.Memory); } // TIDE004
    public void C047(int n) { using ByteLease lease = pool.Rent(n); _ambient.Value = lease.Memory; } // TIDE004
    public void C048(int n, object key) { using ByteLease lease = pool.Rent(n); _weak.Add(key, new BlunderHolder { Name = "w", Bytes = lease.Memory }); } // TIDE004
    public void C049(int n, out ReadOnlyMemory<byte> view) { using ByteLease lease = pool.Rent(n); view = lease.Memory; } // TIDE004
    public void C050(int n, ref Memory<byte> view) { using ByteLease lease = pool.Rent(n); view = lease.Memory[..2]; } // TIDE004
    public void C051(int n, BlunderHolder to) { using ByteLease lease = pool.Rent(n); to.Bytes = lease.Memory; } // TIDE004
    public void C052(int n, List<Memory<byte>> to) { using ByteLease lease = pool.Rent(n); to.Add(lease.Memory); } // TIDE004
    public void C053(int n, Memory<byte>[] to) { using ByteLease lease = pool.Rent(n); to[0] = lease.Memory; } // TIDE004
    public ByteLease C054(int n) { using ByteLease lease = pool.Rent(n); return lease; } // TIDE004
    public void C055(int n) { using ByteLease lease = pool.Rent(n); _lease = lease; } // TIDE004
    public void C056(int n) { using ByteLease lease = pool.Rent(n); _maybe = lease; } // TIDE004
    public (ByteLease, int) C057(int n) { using ByteLease lease = pool.Rent(n); return (lease, n); } // TIDE004
    public ReadOnlySpan<byte> C058(string s) { using PooledBufferWriter writer = new(pool, BufferLayout.Contiguous); Encoding.UTF8.GetBytes(s, writer); return writer.WrittenSpan; } // TIDE004
    public ReadOnlySequence<byte> C059() { using PooledStream stream = new(pool); stream.WriteByte(1); return stream.GetReadOnlySequence(); } // TIDE004
    public ReadOnlySequence<byte> C060(long n) { using SequenceLease lease = pool.RentSequence(n); return lease.Sequence; } // TIDE004
    public IEnumerable<Memory<byte>> C061(long n) { using SequenceLease lease = pool.RentSequence(n); return lease.Segments; } // TIDE004
    public Memory<byte> C062(int n) { using IMemoryOwner<byte> owner = pool.AsMemoryPool().Rent(n); return owner.Memory; } // TIDE004
    public ReadOnlyMemory<byte> C063(int n) { byte[] array = arrays.Rent(n); try { return array.AsMemory(0, n); } finally { arrays.Return(array); } } // TIDE004
    public byte[] C064(int n) { byte[] array = arrays.Rent(n); arrays.Return(array); return array; } // TIDE002
    public void C065(int n) { byte[] array = arrays.Rent(n); _array = array; arrays.Return(array); } // TIDE004
    public BlunderRef C066(int n) { using ByteLease lease = pool.Rent(n); return new BlunderRef { Span = lease.Span }; } // TIDE004
    public Span<byte> C067(int n) { using ByteLease lease = pool.Rent(n); return lease.Body; } // TIDE004
    public object C068(int n) { using ByteLease lease = pool.Rent(n); return new { View = lease.Memory }; } // TIDE004
    public unsafe byte* C069(int n) { using ByteLease lease = pool.Rent(n); fixed (byte* p = lease.Span) { return p; } } // TIDE004
    public void C070(int n) { using ByteLease lease = pool.Rent(n); _handle = lease.Memory.Pin(); } // TIDE004
    public void C071(int n, CancellationToken token) { using ByteLease lease = pool.Rent(n); token.Register(() => lease.Span.Clear()); } // TIDE004
    public Memory<byte> C072(int n) { ByteLease lease = pool.Rent(n); Memory<byte> view = lease.Memory; lease.Return(); return view; } // TIDE002
    public BlunderView C073(int n) { using ByteLease lease = pool.Rent(n); return () => lease.Span; } // TIDE004
    public async Task<ReadOnlyMemory<byte>> C074(CancellationToken token) { using ByteLease lease = await pool.RentAsync(8, token); int r = await wire.ReadAsync(lease.Memory, token); return lease.Memory[..r]; } // TIDE004
    public Dictionary<string, ReadOnlyMemory<byte>> C075(int n) { using ByteLease lease = pool.Rent(n); return new() { ["head"] = lease.Memory[..1] }; } // TIDE004
    // Returned twice.
    public void D001(int n) { ByteLease lease = pool.Rent(n); lease.Return(); if (n > 3) { lease.Return(); } } // TIDE003
    public void D002(int n) { ByteLease lease = pool.Rent(n); if (n > 3) { lease.Return(); } lease.Return(); } // TIDE003
    public void D003(int n) { ByteLease lease = pool.Rent(n); try { lease.Return(); } finally { lease.Return(); } } // TIDE003
    public void D004(int n) { ByteLease lease = pool.Rent(n); void Free() => lease.Return(); Free(); lease.Return(); } // TIDE003
    public void D005(int n) { ByteLease lease = pool.Rent(n); Close(lease); lease.Return(); } // TIDE003
    public void D006(int n) { ByteLease lease = pool.Rent(n); sink.Post(lease); lease.Return(); } // TIDE003
    public void D007(int n) { ByteLease lease = pool.Rent(n); consumer(lease); lease.Return(); } // TIDE003
    public void D008(int n) { ByteLease lease = pool.Rent(n); lease.Dispose(); lease.Return(); } // TIDE003
    public void D009(int n) { foreach (int i in Enumerable.Range(0, n)) { ByteLease lease = pool.Rent(i); if (i == 3) { lease.Return(); } wire.Flush(); lease.Return(); } } // TIDE003
    public void D010(int n) { byte[] array = arrays.Rent(n); wire.Write(array, 0, n); arrays.Return(array); arrays.Return(array); } // TIDE003
    public void D011(int n) { byte[] array = arrays.Rent(n); try { wire.Write(array, 0, n); arrays.Return(array); } finally { arrays.Return(array); } } // TIDE003
    public void D012(int n) { ByteLease a = pool.Rent(n); ByteLease b = a; a.Return(); b.Return(); } // TIDE006
    public void D013(int n) { ByteLease a = pool.Rent(n); ByteLease? b = a; a.Return(); b?.Return(); } // TIDE006
    public void D014(int n) { ByteLease a = pool.Rent(n); if (a is { Length: > 2 } b) { b.Return(); } a.Return(); } // TIDE006
    public void D015(int n) { var (a, b) = Twins(pool.Rent(n)); a.Return(); b.Return(); static (ByteLease, ByteLease) Twins(ByteLease l) => (l, l); } // unseen TIDE006
    public void D016(int n) { ByteLease lease = pool.Rent(n); for (int i = 0; i < 2; i++) { wire.Flush(); lease.Return(); } } // TIDE007
    public void D017(int n) { ByteLease lease = pool.Rent(n); try { wire.Write(lease.Span); } catch (IOException) { lease.Return(); } lease.Return(); } // TIDE007
    public void D018(int n) { ByteLease lease = pool.Rent(n); try { wire.Write(lease.Span); lease.Return(); wire.Flush(); } catch (IOException) { lease.Return(); } } // TIDE007
    public void D019(int n) { ByteLease lease = pool.Rent(n); try { wire.Write(lease.Span); } catch (IOException) { lease.Return(); throw; } finally { lease.Return(); } } // TIDE007
    public void D020(int n) { ByteLease lease = pool.Rent(n); do { lease.Return(); } while (wire.ReadByte() > 0); } // TIDE007
    public void D021(int n) { ByteLease lease = pool.Rent(n); again: lease.Return(); if (wire.ReadByte() > 0) { goto again; } } // TIDE007
    public void D022(int n) { SequenceLease lease = pool.RentSequence(n); lease.Return(); lease.Return(); } // TIDE003
    public void D023(int n) { _lease = pool.Rent(n); _lease.Return(); _lease.Return(); } // TIDE003
    public void D024(int n) { ByteLease lease = pool.Rent(n); ref ByteLease alias = ref lease; alias.Return(); lease.Return(); } // TIDE006
    public void D025(int n) { ByteLease lease = pool.Rent(n); switch (n) { case 1: lease.Return(); break; case 2: return; } lease.Return(); } // TIDE003
    public async Task D026(int n) { ByteLease lease = pool.Rent(n); await sink.OfferAsync(lease); lease.Return(); } // TIDE003
    public void D027(int n) { ByteLease lease = pool.Rent(n); sink.TryPost(lease); lease.Return(); } // TIDE003
    public void D028(int n) { ByteLease lease = pool.Rent(n); if (sink.TryPost(lease)) { lease.Return(); } } // TIDE003
    public int D029(int n) { ByteLease lease = pool.Rent(n); return sink.TryPost(lease) ? lease.Span[0] : 0; } // TIDE002
    public Memory<byte>[] D030(int n) { using ByteLease lease = pool.Rent(n); MemoryMarshal.TryGetArray<byte>(lease.Memory, out ArraySegment<byte> s); byte[] all = s.Array!; return [all]; } // TIDE004
    public int D031(int n) { ByteLease lease = pool.Rent(n); MemoryMarshal.TryGetArray<byte>(lease.Memory, out ArraySegment<byte> s); byte[] all = s.Array!; lease.Return(); return all[s.Offset]; } // TIDE002
    private static void Close(ByteLease lease) { lease.Span.Clear(); lease.Return(); }
    // Work that goes on.
    public void E001(int n) { using ByteLease lease = pool.Rent(n); _ = wire.WriteAsync(lease.Memory); } // TIDE010
    public void E002(int n) { using ByteLease lease = pool.Rent(n); _ = Task.Run(() => lease.Span.Clear()); } // TIDE010
    public void E003(int n) { using ByteLease lease = pool.Rent(n); ThreadPool.UnsafeQueueUserWorkItem(_ => lease.Span.Clear(), null); } // TIDE010
    public void E004(int n) { using ByteLease lease = pool.Rent(n); new Thread(() => lease.Span.Clear()).Start(); } // TIDE010
    public void E005(int n) { using ByteLease lease = pool.Rent(n); _ = SendAsync(); async Task SendAsync() { await Task.Yield(); wire.Write(lease.Span); } } // TIDE010
    public void E006(int n) { using ByteLease lease = pool.Rent(n); Task t = wire.WriteAsync(lease.Memory).AsTask(); } // TIDE010
    public void E007(int n) { using ByteLease lease = pool.Rent(n); wire.WriteAsync(lease.Memory).AsTask().ContinueWith(_ => { }, TaskScheduler.Default); } // TIDE010
    public void E008(int n, SynchronizationContext context) { using ByteLease lease = pool.Rent(n); context.Post(_ => lease.Span.Clear(), null); } // TIDE010
    public void E009(int n) { using ByteLease lease = pool.Rent(n); _ = new Timer(_ => lease.Span.Clear(), null, 10, 10); } // TIDE010
    public void E010(int n) { ByteLease lease = pool.Rent(n); _ = wire.WriteAsync(lease.Memory); lease.Return(); } // TIDE010
    public void E011(int n) { byte[] array = arrays.Rent(n); _ = wire.WriteAsync(array, 0, n); arrays.Return(array); } // TIDE010
    public void E012(int n) { using ByteLease lease = pool.Rent(n); Task.Factory.StartNew(() => lease.Span.Clear(), CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default); } // TIDE010
    public void E013(int n, IReadOnlyList<Socket> sockets) { using ByteLease lease = pool.Rent(n); foreach (Socket s in sockets) { _ = s.SendAsync(lease.Memory); } } // TIDE010
    public void E014(int n) { using ByteLease lease = pool.Rent(n); Fire(); async void Fire() { await Task.Delay(1); lease.Span.Clear(); } } // TIDE010
    public void E015(int n, IReadOnlyList<Socket> sockets) { using ByteLease lease = pool.Rent(n); _ = Task.WhenAll(sockets.Select(s => s.SendAsync(lease.Memory).AsTask())); } // TIDE010
}
