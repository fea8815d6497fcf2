using Tidepool; using System.Buffers; using System.Buffers.Binary; using System.Collections.Concurrent; using System.Collections.Immutable; using System.Diagnostics; using System.Diagnostics.CodeAnalysis; using System.IO.Compression; using System.IO.Pipelines; using System.Net; using System.Net.Sockets; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Security.Cryptography; using System.Text; using System.Text.Json; using System.Threading.Channels;
namespace Corpus;
// Correct code of servers, written without looking at the rest.
public abstract class MeshHandler(BytePool pool) { protected BytePool Pool => pool; public abstract void Handle([TakesOwnership] ByteLease lease); public virtual int Look([KeepsOwnership] ByteLease lease) => lease.Length; }
public sealed class MeshEcho(BytePool pool, Stream to) : MeshHandler(pool) { public override void Handle(ByteLease lease) { try { to.Write(lease.Span); } finally { lease.Return(); } } public override int Look(ByteLease lease) => lease.Span.Length; public void Both(int n) { ByteLease lease = Pool.Rent(n); _ = Look(lease); Handle(lease); } }
public sealed class MeshNode : IDisposable { private ByteLease _body; private bool _has; public required string Name { get; init; } public void Put(BytePool pool, int n) { if (_has) { _body.Return(); } _body = pool.Rent(n); _has = true; } public ReadOnlySpan<byte> Body => _has ? _body.Span : default; public void Dispose() { if (_has) { _has = false; _body.Return(); } } }
public sealed class MeshBox<T>(T value) where T : struct, IDisposable { public T Value { get; } = value; public void Close() => Value.Dispose(); }
public delegate void MeshConsumer([TakesOwnership] ByteLease lease);
public enum MeshKind { None, Small, Large }
public sealed class Mesh(BytePool pool, Stream wire, MeshHandler handler, MeshConsumer consumer)
{
    private readonly Dictionary<string, MeshNode> _nodes = []; private ByteLease _head; private bool _hasHead; private Allocator? _allocator; private readonly ConcurrentQueue<ByteLease> _free = new(); private volatile bool _done; private readonly SemaphoreSlim _turn = new(1, 1); private PooledBufferWriter? _writer; private SequenceLease? _sequence; private readonly Memory<byte>[] _views = new Memory<byte>[4]; private readonly byte[] _fixed = new byte[64]; private event Action<int>? Moved;
    public int D001(MeshKind kind, int n) { ByteLease lease = pool.Rent(n); int r = kind switch { MeshKind.None => 0, MeshKind.Small => lease.Span[0], MeshKind.Large => lease.Span[^1], _ => -1 }; lease.Return(); return r; }
    public int D002(MeshKind kind, int n) { ByteLease lease = pool.Rent(n); switch (kind) { case MeshKind.None: lease.Return(); return 0; case MeshKind.Small: int s = lease.Span[0]; lease.Return(); return s; default: lease.Return(); throw new UnreachableException(); } }
    public void D003(int n) { ByteLease lease = default; try { lease = pool.Rent(n); wire.ReadExactly(lease.Span); } finally { if (lease != default) { lease.Return(); } } }
    public void D004(int n) { ByteLease? lease = null; try { lease = pool.Rent(n); wire.ReadExactly(lease.Value.Span); } finally { lease?.Dispose(); } }
    public void D005(int n) { ByteLease lease = pool.Rent(n); try { handler.Handle(lease); } catch (InvalidOperationException) { Console.Error.WriteLine("refused"); } }
    public void D006(int n) => consumer(pool.Rent(n));
    public void D007(int n) { ByteLease lease = pool.Rent(n); lease.Span.Clear(); consumer(lease); lease = pool.Rent(n); consumer(lease); }
    public void D008(int n) { using Allocator allocator = pool.CreateAllocator(); for (int i = 0; i < n; i++) { Memory<byte> part = allocator.Allocate(i + 1); wire.Write(part.Span); allocator.Return(); } }
    public void D009(int n) { Allocator allocator = _allocator ??= pool.CreateAllocator(); Memory<byte> part = allocator.Allocate(n); try { wire.Write(part.Span); } finally { allocator.Return(); } }
    public async Task D010(CancellationToken token) { await using PooledStream stream = new(pool); await wire.CopyToAsync(stream, token); stream.Position = 0; await stream.CopyToAsync(wire, token); }
    public async Task D011(CancellationToken token) { using PooledBufferWriter writer = new(pool); Encoding.UTF8.GetBytes("hello", writer); foreach (ReadOnlyMemory<byte> part in writer.WrittenSequence) { await wire.WriteAsync(part, token); } writer.Clear(); writer.GetSpan(4)[0] = 1; writer.Advance(1); await wire.WriteAsync(writer.WrittenMemory, token); }
    public ByteLease D012(string text) { using PooledBufferWriter writer = new(pool); Encoding.UTF8.GetBytes(text, writer); return writer.CopyToLease(); }
    public IMemoryOwner<byte> D013(string text) { using PooledBufferWriter writer = new(pool, BufferLayout.Contiguous); Encoding.UTF8.GetBytes(text, writer); return writer.DetachBuffer(); }
    public void D014(string text) { using PooledBufferWriter writer = new(pool, BufferLayout.Contiguous); Encoding.UTF8.GetBytes(text, writer); using IMemoryOwner<byte> owner = writer.DetachBuffer(); wire.Write(owner.Memory.Span); Encoding.UTF8.GetBytes(text, writer); wire.Write(writer.WrittenSpan); }
    public long D015(long n) { using SequenceLease lease = pool.RentSequence(n); foreach (Memory<byte> part in lease.Segments) { wire.ReadExactly(part.Span); } return lease.Sequence.Length; }
    public async Task<int> D016(long n, CancellationToken token) { SequenceLease lease = pool.RentSequence(n); try { int total = 0; foreach (Memory<byte> part in lease.Segments) { int r = await wire.ReadAsync(part, token); if (r == 0) { break; } total += r; } return total; } finally { lease.Return(); } }
    public void D017(int n) { using ByteLease lease = pool.Rent(n); using IMemoryOwner<byte> owner = pool.AsMemoryPool().Rent(n); lease.Span.CopyTo(owner.Memory.Span); }
    public IMemoryOwner<byte> D018(int n) { ByteLease lease = pool.Rent(n); lease.Span.Clear(); return lease.ToMemoryOwner(n); }
    public void D019(int n) { ByteLease lease = pool.Rent(n); using IMemoryOwner<byte> owner = lease.ToMemoryOwner(); owner.Memory.Span.Clear(); wire.Write(owner.Memory.Span); }
    public void D020(string name, int n) { if (!_nodes.TryGetValue(name, out MeshNode? node)) { _nodes[name] = node = new MeshNode { Name = name }; } node.Put(pool, n); wire.Write(node.Body); }
    public void D021(string name) { if (_nodes.Remove(name, out MeshNode? node)) { wire.Write(node.Body); node.Dispose(); } }
    public void D022(int n) { if (_hasHead) { _head.Return(); _hasHead = false; } _head = pool.Rent(n); _hasHead = true; _head.Span.Clear(); }
    public void D023() { ByteLease head = _head; _head = default; if (_hasHead) { _hasHead = false; wire.Write(head.Span); head.Return(); } }
    public ByteLease D024(int n) { if (_free.TryDequeue(out ByteLease lease)) { if (lease.Length >= n) { return lease; } lease.Return(); } return pool.Rent(n); }
    public void D025(ByteLease lease) { if (_done || _free.Count > 16) { lease.Return(); return; } _free.Enqueue(lease); }
    public async Task D026(int n, CancellationToken token) { await _turn.WaitAsync(token); try { using ByteLease lease = pool.Rent(n); await wire.WriteAsync(lease.Memory, token); } finally { _turn.Release(); } }
    public void D027(int n) { using MeshNode node = new() { Name = "x" }; node.Put(pool, n); node.Put(pool, n * 2); wire.Write(node.Body); }
    public int D028(object o) => o switch { ByteLease { IsReturned: false, Length: > 4 } lease => lease.Span[4], ByteLease { IsReturned: true } => -1, _ => 0 };
    public void D029(object o) { if (o is ByteLease lease && !lease.IsReturned) { wire.Write(lease.Span); lease.Return(); } }
    public void D030(ByteLease lease) { if (!lease.IsReturned) { lease.Return(); } }
    public bool D031(int n) { ByteLease lease = pool.Rent(n); lease.Return(); return lease.IsReturned; }
    public void D032(int n) { ByteLease lease = pool.Rent(n); try { wire.Write(lease.Span); lease.Return(); } catch (IOException) { if (!lease.IsReturned) { lease.Return(); } throw; } }
    public void D033(int n) { ByteLease lease = pool.Rent(n); try { wire.Write(lease.Span); lease.Return(); } finally { lease.Dispose(); } }
    public void D034(int n) { using ByteLease lease = pool.Rent(n); wire.Write(lease.Span); lease.Return(); wire.Flush(); }
    public int D035(int n) { ByteLease lease = pool.Rent(n); Span<byte> span = lease.Span; int length = span.Length; lease.Return(); return length + span.Length; }
    public byte D036(int n) { ByteLease lease = pool.Rent(n); Span<byte> span = lease.Span; byte first = span[0]; lease.Return(); span = _fixed; return (byte)(first + span[0]); }
    public void D037(int n) { ByteLease lease = pool.Rent(n); Memory<byte> memory = lease.Memory; memory.Span.Clear(); lease.Return(); memory = Memory<byte>.Empty; wire.Write(memory.Span); }
    public void D038(int n) { Span<byte> view = _fixed; { using ByteLease lease = pool.Rent(n); view = lease.Span; view.Clear(); view = _fixed; } view.Clear(); }
    public void D039(int n) { using ByteLease lease = pool.Rent(n); _views[0] = lease.Memory; wire.Write(_views[0].Span); _views[0] = default; }
    public void D040(int n) { using ByteLease lease = pool.Rent(n); Action<int> on = i => lease.Span[0] = (byte)i; Moved += on; try { wire.Flush(); } finally { Moved -= on; } }
    public int D041(int n) { using ByteLease lease = pool.Rent(n); Func<int, byte> at = i => lease.Span[i]; return at(0) + at(1); }
    public int[] D042(int n) { using ByteLease lease = pool.Rent(n); return [.. Enumerable.Range(0, n).Select(i => (int)lease.Span[i])]; }
    public int D043(int n) { using ByteLease lease = pool.Rent(n); return MemoryMarshal.ToEnumerable<byte>(lease.Memory).Where(b => b > 3).Sum(b => b); }
    public Dictionary<byte, int> D044(int n) { using ByteLease lease = pool.Rent(n); return MemoryMarshal.ToEnumerable<byte>(lease.Memory).GroupBy(b => b).ToDictionary(g => g.Key, g => g.Count()); }
    public async Task<string> D045(int n) { using ByteLease lease = pool.Rent(n); using StreamReader reader = new(new MemoryStream(lease.Span.ToArray())); return await reader.ReadToEndAsync(); }
    public Stream D046(int n) { using ByteLease lease = pool.Rent(n); MemoryStream stream = new(); stream.Write(lease.Span); stream.Position = 0; return stream; }
    public ReadOnlyMemory<byte> D047(int n) { using ByteLease lease = pool.Rent(n); ReadOnlyMemory<byte> copy = lease.Span.ToArray(); return copy[..4]; }
    public ReadOnlySequence<byte> D048(int n) { using ByteLease lease = pool.Rent(n); return new ReadOnlySequence<byte>(lease.Memory.ToArray()); }
    public (int Length, byte First) D049(int n) { using ByteLease lease = pool.Rent(n); return (lease.Length, lease.Span[0]); }
    public object D050(int n) { using ByteLease lease = pool.Rent(n); return new { lease.Length, Text = Encoding.ASCII.GetString(lease.Span) }; }
    public Func<int> D051(int n) { using ByteLease lease = pool.Rent(n); int first = lease.Span[0]; return () => first; }
    public Lazy<int> D052(int n) { int first; using (ByteLease lease = pool.Rent(n)) { first = lease.Span[0]; } return new Lazy<int>(() => first); }
    public void D053(int n) { ByteLease lease = pool.Rent(n); MeshBox<ByteLease> box = new(lease); wire.Write(box.Value.Span); box.Close(); }
    public ByteLease D054(int n) { ByteLease lease = pool.Rent(n); return lease is { Length: > 0 } same ? same : lease; }
    public void D055(int n, bool flag) { ByteLease lease = flag ? pool.Rent(n) : default; if (flag) { wire.Write(lease.Span); } lease.Dispose(); }
    public void D056(int n) { int size = n > 0 ? n : 1; ByteLease lease = pool.Rent(size); do { wire.Write(lease.Span); size--; } while (size > 0); lease.Return(); }
    public void D057(int n) { ByteLease lease = pool.Rent(n); foreach (byte b in lease.Span) { if (b == 0) { break; } wire.WriteByte(b); } lease.Return(); }
    public void D058(int n) { ByteLease lease = pool.Rent(n); again: int r = wire.Read(lease.Span); if (r > 0) { wire.Write(lease.Span[..r]); goto again; } lease.Return(); }
    public int D059(int n) { ByteLease lease = pool.Rent(n); int r = wire.Read(lease.Span); if (r == 0) { goto none; } lease.Return(); return r; none: lease.Return(); return -1; }
    public void D060(int n) { ByteLease first = pool.Rent(n); ByteLease second = first; second.Span.Clear(); second.Return(); }
    public void D061(int n) { ByteLease lease = pool.Rent(n); ref ByteLease alias = ref lease; alias.Span.Clear(); alias.Return(); }
    public void D062(int n) { ByteLease lease = pool.Rent(n); Free(ref lease); static void Free(ref ByteLease l) { l.Return(); l = default; } }
    public void D063(int n) { ByteLease lease = pool.Rent(n); Free(in lease); static void Free(in ByteLease l) => l.Return(); }
    public void D064(int n) { ByteLease lease; Open(out lease); wire.Write(lease.Span); lease.Return(); void Open(out ByteLease l) => l = pool.Rent(n); }
    public void D065(int n) { using ByteLease lease = Open(n); wire.Write(lease.Span); }
    public void D066(int n) { ByteLease lease = Open(n); try { wire.Write(lease.Span); } finally { Close(lease); } }
    private ByteLease Open(int n) { ByteLease lease = pool.Rent(n); try { wire.ReadExactly(lease.Span); return lease; } catch { lease.Return(); throw; } }
    private static void Close(ByteLease lease) { if (!lease.IsReturned) { lease.Return(); } }
    public async Task D067(int n, CancellationToken token) { ByteLease lease = await OpenAsync(n, token); await using ConfiguredAsyncDisposable done = new PooledStream(pool).ConfigureAwait(false); try { await wire.WriteAsync(lease.Memory, token).ConfigureAwait(false); } finally { lease.Return(); } }
    private async Task<ByteLease> OpenAsync(int n, CancellationToken token) { ByteLease lease = await pool.RentAsync(n, token).ConfigureAwait(false); try { await wire.ReadExactlyAsync(lease.Memory, token).ConfigureAwait(false); return lease; } catch (Exception) { lease.Dispose(); throw; } }
    public void D068() { _writer ??= new PooledBufferWriter(pool); _writer.GetSpan(4).Clear(); _writer.Advance(4); wire.Write(_writer.WrittenSpan); _writer.Clear(); }
    public void D069(long n) { _sequence?.Return(); _sequence = pool.RentSequence(n); foreach (Memory<byte> part in _sequence.Segments) { part.Span.Clear(); } }
    public void D070(int n) { (_head, ByteLease old) = (pool.Rent(n), _head); if (_hasHead) { old.Return(); } _hasHead = true; }
    public int D071(string text) { int max = Encoding.UTF8.GetMaxByteCount(text.Length); ByteLease? rented = max > 512 ? pool.Rent(max) : null; try { Span<byte> bytes = rented is { } lease ? lease.Span : stackalloc byte[512]; int n = Encoding.UTF8.GetBytes(text, bytes); wire.Write(bytes[..n]); return n; } finally { if (rented is { } toReturn) { toReturn.Return(); } } }
    public int D072(string text) { int max = Encoding.UTF8.GetMaxByteCount(text.Length); ByteLease rented = default; scoped Span<byte> bytes; if (max > 512) { rented = pool.Rent(max); bytes = rented.Span; } else { bytes = stackalloc byte[512]; } int n = Encoding.UTF8.GetBytes(text, bytes); wire.Write(bytes[..n]); if (max > 512) { rented.Return(); } return n; }
    public void D073(int n) { ByteLease[] pair = [pool.Rent(n), pool.Rent(n)]; foreach (ref readonly ByteLease lease in pair.AsSpan()) { lease.Return(); } }
    public void D074(int n) { if (n > 4 && pool.TryRent(n, out ByteLease lease)) { wire.Write(lease.Span); lease.Return(); } }
    public void D075(int n) { if (n < 4 || !pool.TryRent(n, out ByteLease lease)) { return; } wire.Write(lease.Span); lease.Return(); }
    public void D076(int n) { ByteLease lease = pool.TryRent(n, out ByteLease quick) ? quick : pool.Rent(16); wire.Write(lease.Span); lease.Return(); }
    public void D077(int n) { bool got = pool.TryRent(n, TimeSpan.FromSeconds(1), out ByteLease lease); if (got) { wire.Write(lease.Span); } if (got) { lease.Return(); } }
    public void D078(int n) { ByteLease lease = pool.Rent(n); try { wire.Write(lease.Span); } catch (IOException e) when (Log(e)) { } finally { lease.Return(); } static bool Log(Exception e) => e.Message.Length > 0; }
    public void D079(int n) { ByteLease lease = pool.Rent(n); try { try { wire.Write(lease.Span); } finally { wire.Flush(); } } finally { lease.Return(); } }
    public async Task D080(IAsyncEnumerable<int> sizes, CancellationToken token) { ByteLease lease = default; bool has = false; try { await foreach (int size in sizes.WithCancellation(token)) { if (!has || lease.Length < size) { if (has) { lease.Return(); has = false; } lease = await pool.RentAsync(size, token); has = true; } await wire.ReadExactlyAsync(lease.Memory[..size], token); } } finally { if (has) { lease.Return(); } } }
}
