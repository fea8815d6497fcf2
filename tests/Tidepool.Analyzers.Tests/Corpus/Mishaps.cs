using Tidepool; using System.Buffers; using System.Buffers.Binary; using System.Collections.Concurrent; using System.Collections.Immutable; using System.Diagnostics; using System.Diagnostics.CodeAnalysis; using System.IO.Compression; using System.IO.Pipelines; using System.Net; using System.Net.Sockets; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Security.Cryptography; using System.Text; using System.Text.Json; using System.Threading.Channels;
namespace Corpus;
// One fault in each method.
public sealed class MishapHolder { public ReadOnlyMemory<byte> Bytes { get; set; } public Memory<byte>[] Parts = new Memory<byte>[4]; public ByteLease Lease { get; init; } public ReadOnlySequence<byte> Sequence; public Func<byte>? Reader; public required string Name { get; init; } }
public sealed record MishapRecord(string Name, ReadOnlyMemory<byte> Bytes); public readonly record struct MishapPair(int Id, Memory<byte> Bytes); public ref struct MishapRef { public Span<byte> Span; public ref byte First; }
public interface IMishapSink { void Post([TakesOwnership] ByteLease lease); int Look([KeepsOwnership] ByteLease lease); [return: GivesOwnership] ByteLease Next(); bool TryNext([GivesOwnership] out ByteLease lease); [return: GivesOwnership] ValueTask<ByteLease> NextAsync(); }
public delegate void MishapConsumer([TakesOwnership] ByteLease lease); public delegate ReadOnlySpan<byte> MishapView();
public class MishapBase { public virtual void Handle([TakesOwnership] ByteLease lease) => lease.Return(); } public sealed class MishapDerived : MishapBase { public override void Handle(ByteLease lease) { base.Handle(lease); } }
public static class MishapExtensions { extension(BytePool pool) { public int Leak(int n) { ByteLease lease = pool.Rent(n); return lease.Span[0]; } } // TIDE001
}
public sealed class Mishaps(BytePool pool, Stream wire, IMishapSink sink, MishapConsumer consumer, ArrayPool<byte> arrays)
{
    private ReadOnlyMemory<byte> _last; private Span<byte> Window => default; private readonly MishapHolder _holder = new() { Name = "x" }; private Func<byte>? _reader; private Action? _action; private event Action? Ticked; private Timer? _timer; private Task? _task; private readonly List<MishapRecord> _records = []; private readonly ConcurrentQueue<ReadOnlyMemory<byte>> _queue = new(); private readonly Dictionary<int, Memory<byte>> _map = []; private ByteLease _lease; private ByteLease? _maybe; private MishapPair _pair; private ArraySegment<byte> _segment; private IEnumerable<int>? _lazyNumbers; private Lazy<int>? _lazy; private byte[]? _array; private readonly Channel<MishapPair> _channel = Channel.CreateUnbounded<MishapPair>(); private ImmutableList<ReadOnlyMemory<byte>> _list = []; private Stream? _stream; private MemoryHandle _handle; private (int, Memory<byte>) _tuple; private readonly PriorityQueue<ReadOnlyMemory<byte>, int> _priority = new(); private IMemoryOwner<byte>? _owner; private ReadOnlySequence<byte> _sequence; private static ReadOnlyMemory<byte> s_shared; private ValueTask<int> _pending; private readonly LinkedList<ReadOnlyMemory<byte>> _linked = []; private readonly AsyncLocal<ReadOnlyMemory<byte>> _ambient = new(); private readonly ConditionalWeakTable<object, MishapHolder> _weak = [];
    // Leaks.
    public int A001(int n) { ByteLease lease = pool.Rent(n); return lease.Span switch { [0, ..] => 0, [var x, ..] => x, _ => -1 }; } // TIDE001
    public int A002(int n) { ByteLease lease = pool.Rent(n); if (n switch { > 10 => true, _ => false }) { lease.Return(); } return 1; } // TIDE001
    public int A003(int kind, int n) { ByteLease lease = pool.Rent(n); switch (kind) { case 1: lease.Return(); break; case 2: break; default: lease.Return(); break; } return kind; } // TIDE001
    public int A004(int n) { ByteLease lease = pool.Rent(n); int r = n switch { 0 => throw new ArgumentException("n"), _ => lease.Length }; lease.Return(); return r; } // TIDE001
    public void A005(int n) { ByteLease lease = pool.Rent(n); lease = pool.Rent(n * 2); lease.Return(); } // TIDE001
    public void A006(int n) { ByteLease lease = pool.Rent(n); ByteLease larger = pool.Rent(n * 2); lease.Span.CopyTo(larger.Span); lease = larger; lease.Return(); } // TIDE001
    public void A007(IEnumerable<int> sizes) { foreach (int size in sizes) { ByteLease lease = pool.Rent(size); if (wire.Read(lease.Span) < size) { break; } lease.Return(); } } // TIDE001
    public async Task A008(CancellationToken token) { ByteLease lease = await pool.RentAsync(16, token).ConfigureAwait(false); await wire.WriteAsync(lease.Memory, token).ConfigureAwait(false); } // TIDE001
    public async IAsyncEnumerable<int> A009([EnumeratorCancellation] CancellationToken token) { ByteLease lease = pool.Rent(16); int n = await wire.ReadAsync(lease.Memory, token); yield return n; } // TIDE001
    public void A010(int n) { for (ByteLease lease = pool.Rent(n); n > 0; n--) { wire.Write(lease.Span); } } // TIDE001
    public void A011(int n) { _ = pool.Rent(n); } // TIDE001
    public void A012() { _ = sink.Next(); } // TIDE001
    public void A013() { sink.TryNext(out _); } // TIDE001
    public void A014() { if (sink.TryNext(out ByteLease lease)) { wire.Write(lease.Span); } } // TIDE001
    public async Task A015() { ByteLease lease = await sink.NextAsync(); wire.Write(lease.Span); } // TIDE001
    public async Task A016() { await sink.NextAsync(); } // TIDE001
    public int A017(int n) { ByteLease lease = pool.Rent(n); return sink.Look(lease) + lease.Length; } // TIDE001
    public void A018(int n) { ByteLease lease = pool.Rent(n); try { wire.Write(lease.Span); lease.Return(); } catch (IOException) { wire.Flush(); } } // TIDE001
    public void A019(int n) { ByteLease lease = pool.Rent(n); try { wire.Write(lease.Span); } catch (IOException e) { throw new InvalidOperationException("x", e); } lease.Return(); } // TIDE001
    public int A020(int n) { ByteLease lease = pool.Rent(n); Func<int> f = () => 3; return f() + lease.Length; } // TIDE001
    public bool A021(int n) { bool got = pool.TryRent(n, out ByteLease lease); return got && lease.Span[0] == 1; } // TIDE001
    public int A022(int n) { if (pool.TryRent(n, out var lease) && lease.Length > 8) { lease.Return(); return 1; } return 0; } // TIDE001
    public long A023(string text) { using PooledBufferWriter writer = new(pool); Encoding.UTF8.GetBytes(text, writer); ByteLease copy = writer.CopyToLease(); return copy.Length; } // TIDE001
    public long A024(long n) { SequenceLease lease = pool.RentSequence(n); return lease.Length; } // TIDE001
    public void A025(int n) { Allocator allocator = pool.Allocate(n); allocator.Span.Clear(); } // TIDE001
    public int A026(int n) { ByteLease lease = Make(n); return lease.Length; } // TIDE001
    private ByteLease Make(int n) { ByteLease lease = pool.Rent(n); lease.Span.Clear(); return lease; }
    public int A027(int n) => Make(n).Length; // TIDE001
    public void A028(int n) { ByteLease lease = pool.Rent(n); Look(lease); } // TIDE001
    private void Look(ByteLease lease) => wire.Write(lease.Span);
    public void A029(int n) { ByteLease? lease = null; if (n > 3) { lease = pool.Rent(n); } wire.WriteByte((byte)(lease?.Span[0] ?? 0)); } // TIDE001
    public void A030(int n) { using ByteLease lease = pool.Rent(n); ByteLease other = n > 8 ? pool.Rent(8) : pool.Rent(n); if (other.Length == 8) { return; } other.Return(); } // TIDE001 TIDE001
    public void A031(int n) { ByteLease a = pool.Rent(n), b = pool.Rent(n); a.Span.CopyTo(b.Span); a.Return(); } // TIDE001
    public void A032(int n) { var (a, b) = (pool.Rent(n), pool.Rent(n)); a.Span.CopyTo(b.Span); b.Return(); } // TIDE001
    public void A033(int n) { while (n-- > 0) { ByteLease lease = pool.Rent(n); if (n == 3) { continue; } lease.Return(); } } // TIDE001
    public void A034(int n) { ByteLease lease = pool.Rent(n); goto end; end: wire.Write(lease.Span); } // TIDE001
    public int A035(int n) { unsafe { ByteLease lease = pool.Rent(n); fixed (byte* p = lease.Span) { return *p; } } } // TIDE001
    public void A036(int n) { lock (_records) { ByteLease lease = pool.Rent(n); wire.Write(lease.Span); } } // TIDE001
    public int A037(int n) { int Inner() { ByteLease lease = pool.Rent(n); return lease.Span[0]; } return Inner(); } // TIDE001
    public Func<int> A038(int n) => () => { ByteLease lease = pool.Rent(n); return lease.Span[0]; }; // TIDE001
    public int A039 { get { ByteLease lease = pool.Rent(4); return lease.Length; } } // TIDE001
    public int this[int n] { get { ByteLease lease = pool.Rent(n); return lease.Length; } } // TIDE001
    // Used after the return.
    public byte B001(int n) { ByteLease lease = pool.Rent(n); Span<byte> span = lease.Span; lease.Return(); return span[0]; } // TIDE002
    public byte B002(int n) { ByteLease lease = pool.Rent(n); ref byte first = ref lease.Span[0]; lease.Return(); return first; } // TIDE002
    public byte B003(int n) { ByteLease lease = pool.Rent(n); ref byte first = ref MemoryMarshal.GetReference(lease.Span); lease.Return(); return Unsafe.Add(ref first, 1); } // TIDE002
    public int B004(int n) { ByteLease lease = pool.Rent(n); MemoryMarshal.TryGetArray<byte>(lease.Memory, out ArraySegment<byte> segment); lease.Return(); return segment[0]; } // TIDE002
    public int B005(int n) { ByteLease lease = pool.Rent(n); Span<int> ints = MemoryMarshal.Cast<byte, int>(lease.Span); lease.Return(); return ints[0]; } // TIDE002
    public unsafe int B006(int n) { ByteLease lease = pool.Rent(n); fixed (byte* p = lease.Span) { lease.Return(); return p[1]; } } // TIDE002
    public unsafe int B007(int n) { ByteLease lease = pool.Rent(n); byte* p = (byte*)Unsafe.AsPointer(ref lease.Span[0]); lease.Return(); return *p; } // TIDE002
    public unsafe int B008(int n) { ByteLease lease = pool.Rent(n); using MemoryHandle handle = lease.Memory.Pin(); lease.Return(); return *(byte*)handle.Pointer; } // TIDE002
    public int B009(int n) { ByteLease lease = pool.Rent(n); Utf8JsonReader reader = new(lease.Span); lease.Return(); return reader.Read() ? 1 : 0; } // TIDE002
    public int B010(int n) { ByteLease lease = pool.Rent(n); using JsonDocument document = JsonDocument.Parse(lease.Memory); lease.Return(); return document.RootElement.GetInt32(); } // TIDE002
    public int B011(int n) { ByteLease lease = pool.Rent(n); Span<byte>.Enumerator e = lease.Span.GetEnumerator(); lease.Return(); return e.MoveNext() ? e.Current : 0; } // TIDE002
    public int B012(int n) { ByteLease lease = pool.Rent(n); var (head, tail) = (lease.Memory[..4], lease.Memory[4..]); lease.Return(); return head.Span[0] + tail.Length; } // TIDE002
    public int B013(int n) { ByteLease lease = pool.Rent(n); MishapRecord record = new("a", lease.Memory); lease.Return(); return record.Bytes.Span[0]; } // TIDE002
    public int B014(int n) { ByteLease lease = pool.Rent(n); MishapPair pair = new(1, lease.Memory); MishapPair other = pair with { Id = 2 }; lease.Return(); return other.Bytes.Span[0]; } // TIDE002
    public int B015(int n) { ByteLease lease = pool.Rent(n); MishapRef r = new() { Span = lease.Span }; lease.Return(); return r.Span[0]; } // TIDE002
    public int B016(int n) { ByteLease lease = pool.Rent(n); MishapRef r = new() { First = ref lease.Span[0] }; lease.Return(); return r.First; } // TIDE002
    public int B017(int n) { ByteLease lease = pool.Rent(n); List<Memory<byte>> parts = [lease.Memory[..2], lease.Memory[2..]]; lease.Return(); return parts[0].Span[0]; } // TIDE002
    public int B018(int n) { ByteLease lease = pool.Rent(n); Memory<byte>[] parts = [lease.Memory]; lease.Return(); foreach (Memory<byte> part in parts) { return part.Span[0]; } return 0; } // TIDE002
    public int B019(int n) { ByteLease lease = pool.Rent(n); Func<byte> f = () => lease.Span[0]; lease.Return(); return f(); } // TIDE002
    public int B020(int n) { ByteLease lease = pool.Rent(n); byte First() => lease.Span[0]; lease.Return(); return First(); } // TIDE002
    public int B021(int n) { ByteLease lease = pool.Rent(n); object boxed = lease.Memory; lease.Return(); return ((Memory<byte>)boxed).Span[0]; } // TIDE002
    public int B022(int n) { ByteLease lease = pool.Rent(n); object boxed = lease; lease.Return(); return ((ByteLease)boxed).Span[0]; } // TIDE002
    public async Task B023(CancellationToken token) { ByteLease lease = pool.Rent(16); Task write = wire.WriteAsync(lease.Memory, token).AsTask(); lease.Return(); await write; } // TIDE002
    public async Task B024(CancellationToken token) { ByteLease lease = pool.Rent(16); ValueTask<int> read = wire.ReadAsync(lease.Memory, token); lease.Return(); _ = await read.ConfigureAwait(false); } // TIDE002
    public void B025() { ByteLease lease = pool.Rent(16); Task t = Task.Run(() => lease.Span.Clear()); lease.Return(); t.Wait(); } // TIDE002
    public async Task B026() { ByteLease lease = pool.Rent(16); Task[] all = [wire.WriteAsync(lease.Memory[..8]).AsTask(), wire.WriteAsync(lease.Memory[8..]).AsTask()]; lease.Return(); await Task.WhenAll(all); } // TIDE002
    public int B027(int n) { ByteLease lease = pool.Rent(n); IEnumerable<byte> big = MemoryMarshal.ToEnumerable<byte>(lease.Memory).Where(b => b > 3); lease.Return(); return big.Count(); } // TIDE002
    public int B028(int n) { ByteLease lease = pool.Rent(n); IEnumerable<int> values = Enumerable.Range(0, n).Select(i => (int)lease.Span[i]); lease.Return(); return values.Sum(); } // TIDE002
    public int B029(int n) { ByteLease lease = pool.Rent(n); if (n > 3) { lease.Return(); } int r = lease.Span[0]; lease.Dispose(); return r; } // TIDE002
    public int B030(int n) { ByteLease lease = pool.Rent(n); try { return lease.Length; } finally { lease.Return(); wire.Write(lease.Span); } } // TIDE002
    public int B031(int n) { ByteLease lease = pool.Rent(n); sink.Post(lease); return lease.Span[0]; } // TIDE002
    public int B032(int n) { ByteLease lease = pool.Rent(n); consumer(lease); return lease.Span[0]; } // TIDE002
    public int B033(int n, MishapDerived derived) { ByteLease lease = pool.Rent(n); derived.Handle(lease); return lease.Span[0]; } // TIDE002
    public int B034(int n) { ByteLease lease = pool.Rent(n); Close(lease); return lease.Span[0]; } // TIDE002
    private static void Close(ByteLease lease) => lease.Return();
    public int B035(int n) { ByteLease lease = pool.Rent(n); using IMemoryOwner<byte> owner = lease.ToMemoryOwner(); return lease.Span[0]; } // TIDE002
    public int B036(int n) { ByteLease lease = pool.Rent(n); Span<byte> span = lease.Span; using (lease.ToMemoryOwner()) { } return span[0]; } // TIDE002
    public int B037(int n) { Span<byte> span; using (ByteLease lease = pool.Rent(n)) { span = lease.Span; } return span[0]; } // TIDE002
    public int B038(int n) { using Allocator a = pool.CreateAllocator(); Memory<byte> first = a.Allocate(n); a.Return(); Memory<byte> second = a.Allocate(n); return first.Span[0] + second.Span[0]; } // TIDE002
    public long B039(long n) { SequenceLease lease = pool.RentSequence(n); ReadOnlySequence<byte> sequence = lease.Sequence; lease.Return(); return sequence.FirstSpan[0]; } // TIDE002
    public int B040(string s) { PooledBufferWriter writer = new(pool); Encoding.UTF8.GetBytes(s, writer); ReadOnlySpan<byte> written = writer.WrittenSpan; writer.Dispose(); return written[0]; } // TIDE002
    public int B041() { PooledStream stream = new(pool); stream.WriteByte(1); ReadOnlySequence<byte> all = stream.GetReadOnlySequence(); stream.Dispose(); return all.FirstSpan[0]; } // TIDE002
    public int B042(int n) { byte[] array = arrays.Rent(n); arrays.Return(array); return array[0]; } // TIDE002
    public int B043(int n) { byte[] array = arrays.Rent(n); Span<byte> span = array.AsSpan(0, n); arrays.Return(array); return span[0]; } // TIDE002
    public int B044(int n) { byte[] array = arrays.Rent(n); using MemoryStream stream = new(array, 0, n); arrays.Return(array); return stream.ReadByte(); } // TIDE002
    public int B045(int n) { byte[] array = arrays.Rent(n); Encoding.ASCII.GetBytes("x", 0, 1, array, 0); arrays.Return(array); return Encoding.ASCII.GetString(array, 0, 1).Length; } // TIDE002
    public int B046(int n) { using IMemoryOwner<byte> owner = MemoryPool<byte>.Shared.Rent(n); Span<byte> s = owner.Memory.Span; owner.Dispose(); return s[0]; } // TIDE002
    public int B047(int n) { ByteLease lease = pool.Rent(n); for (int i = 0; i < 2; i++) { wire.Write(lease.Span); lease.Dispose(); } return 0; } // TIDE002
    public int B048(int n) { ByteLease lease = pool.Rent(n); lease.Return(); return lease is { Length: 4 } ? 1 : 0; } // TIDE002
    public int B049(int n) { ByteLease lease = pool.Rent(n); lease.Return(); return lease.Span is [1, ..] ? 1 : 0; } // TIDE002
    public byte[] B050(int n) { ByteLease lease = pool.Rent(n); lease.Return(); return [1, .. lease.Span]; } // TIDE002
    public string B051(int n) { ByteLease lease = pool.Rent(n); lease.Return(); return $"{Encoding.UTF8.GetString(lease.Span)}"; } // TIDE002
    public int B052(int n) { ByteLease lease = pool.Rent(n); ByteLease copy = lease; copy.Return(); return lease.Span[0]; } // TIDE002
    public int B053(int n) { ByteLease lease = pool.Rent(n); ref ByteLease alias = ref lease; alias.Return(); return lease.Span[0]; } // TIDE002
    public int B054(int n) { ByteLease lease = pool.Rent(n); SequenceReader<byte> reader = new(new ReadOnlySequence<byte>(lease.Memory)); lease.Return(); return reader.TryRead(out byte b) ? b : 0; } // TIDE002
    public int B055(int n) { _lease = pool.Rent(n); _lease.Return(); return _lease.Span[0]; } // TIDE002
    public int B056(int n) { ByteLease lease = pool.Rent(n); (int Id, ByteLease Lease) entry = (1, lease); lease.Return(); return entry.Lease.Span[0]; } // TIDE002
    public int B057(int n) { ByteLease lease = pool.Rent(n); var anonymous = new { View = lease.Memory }; lease.Return(); return anonymous.View.Span[0]; } // TIDE002
    public int B058(int n) { ByteLease lease = pool.Rent(n); ReadOnlySpan<byte> trimmed = lease.Span.TrimStart((byte)0); lease.Return(); return trimmed[0]; } // TIDE002
    public int B059(int n) { ByteLease lease = pool.Rent(n); MemoryExtensions.SpanSplitEnumerator<byte> split = ((ReadOnlySpan<byte>)lease.Span).Split((byte)','); lease.Return(); int c = 0; foreach (Range r in split) { c++; } return c; } // TIDE002
    public int B060(int n) { ByteLease lease = pool.Rent(n); Dictionary<string, Memory<byte>> map = new() { ["a"] = lease.Memory }; lease.Return(); return map["a"].Span[0]; } // TIDE002
}
