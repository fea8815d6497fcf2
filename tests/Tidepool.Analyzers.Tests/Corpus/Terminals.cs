using Tidepool; using System.Buffers; using System.Buffers.Binary; using System.Collections.Concurrent; using System.Collections.Immutable; using System.Diagnostics; using System.Diagnostics.CodeAnalysis; using System.IO.Compression; using System.IO.Pipelines; using System.Net; using System.Net.Sockets; using System.Numerics; using System.Runtime.CompilerServices; using System.Runtime.ExceptionServices; using System.Runtime.InteropServices; using System.Security.Cryptography; using System.Text; using System.Text.Json; using System.Threading.Channels;
namespace Corpus;
// Correct code whose correctness depends on flags, counts and what other code does.
public interface ITerminal { bool TryPost([TakesOwnership] ByteLease lease); bool TryTake([GivesOwnership] out ByteLease lease); void Post([TakesOwnership] ByteLease lease); Task<bool> OfferAsync([TakesOwnership] ByteLease lease); void Watch(Action action); int Read(ReadOnlySpan<byte> span); }
public interface IParsed<TSelf> where TSelf : IParsed<TSelf> { static abstract TSelf Parse(ReadOnlySpan<byte> bytes); }
public readonly struct TerminalScope(ByteLease lease) : IDisposable { public Span<byte> Span => lease.Span; public void Dispose() => lease.Return(); }
public sealed class TerminalWriter(Memory<byte> memory) : IAsyncDisposable { private int _at; public void Put(byte b) => memory.Span[_at++] = b; public ValueTask DisposeAsync() => default; }
public enum TerminalState { Idle, Open, Closed }
public sealed class Terminals(BytePool pool, Stream wire, ITerminal peer, ArrayPool<byte> arrays) : IDisposable
{
    private ByteLease _lease; private ByteLease? _maybe; private bool _isOpen; private TerminalState _state; private ReadOnlyMemory<byte> _view; private Memory<byte>[] _slots = []; private readonly ByteLease[] _ring = new ByteLease[8]; private int _head; private Timer? _timer; private event Action? Closed; private readonly Channel<ReadOnlyMemory<byte>> _channel = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(); private Task _writing = Task.CompletedTask; private readonly object _sync = new(); private readonly List<ReadOnlyMemory<byte>> _batch = []; private byte[]? _array; private Func<int>? _reader; private PooledStream? _stream; private static ReadOnlyMemory<byte> s_view; private IMemoryOwner<byte>? _owner;
    public void F001(int n) { ByteLease lease = pool.Rent(n); if (!peer.TryPost(lease)) { lease.Return(); } }
    public bool F002(int n) { ByteLease lease = pool.Rent(n); lease.Span.Clear(); if (peer.TryPost(lease)) { return true; } wire.Write(lease.Span); lease.Return(); return false; }
    public async Task F003(int n) { ByteLease lease = pool.Rent(n); if (!await peer.OfferAsync(lease)) { Console.Error.WriteLine("refused"); } }
    public async Task F077(int n) { ByteLease lease = pool.Rent(n); if (!await peer.OfferAsync(lease)) { lease.Return(); } }
    public void F078(int n) { ByteLease lease = pool.Rent(n); bool isTaken = peer.TryPost(lease); if (isTaken) { return; } wire.Write(lease.Span); lease.Return(); }
    public void F005(int n) { ByteLease lease = pool.Rent(n); bool returned = false; foreach (byte b in lease.Span.ToArray()) { if (b == 7) { lease.Return(); returned = true; break; } } if (!returned) { lease.Return(); } }
    public void F006(int n) { ByteLease lease = pool.Rent(n); string? error = null; if (wire.Read(lease.Span) == 0) { error = "empty"; lease.Return(); } if (error is not null) { throw new InvalidDataException(error); } wire.Write(lease.Span); lease.Return(); }
    public void F007(int n) { ByteLease lease = pool.Rent(n); int? at = null; if (lease.Span[0] == 1) { at = 0; } else { lease.Return(); } if (at is int i) { lease.Span[i] = 2; lease.Return(); } }
    public void F008(int n) { ByteLease lease = default; TerminalState state = TerminalState.Idle; if (n > 3) { lease = pool.Rent(n); state = TerminalState.Open; } if (state == TerminalState.Open) { lease.Span.Clear(); lease.Return(); state = TerminalState.Closed; } if (state != TerminalState.Closed) { wire.Flush(); } }
    public void F009(int n) { ByteLease lease = default; Exception? failure = null; try { lease = pool.Rent(n); } catch (OutOfMemoryException e) { failure = e; } if (failure is null) { wire.Write(lease.Span); lease.Return(); } else { ExceptionDispatchInfo.Throw(failure); } }
    public void F010(int n) { ByteLease lease = pool.Rent(n); switch (lease.Span[0]) { case 0: lease.Span[0] = 1; goto case 1; case 1: lease.Return(); break; default: lease.Return(); break; } }
    public void F011(int a, int b) { ByteLease lease = pool.Rent(a); int r = (a > 0, b > 0) switch { (true, true) => 1, (true, false) => 2, (false, true) => 3, (false, false) => 4 }; lease.Span[0] = (byte)r; lease.Return(); }
    public void F012(int n) { if (_maybe is { } m) { m.Return(); _maybe = null; } _maybe = pool.Rent(n); _maybe.Value.Span.Clear(); }
    public void F013() { _maybe?.Return(); _maybe = null; if (_isOpen) { _isOpen = false; _lease.Return(); } }
    public void F014() { _maybe.GetValueOrDefault().Dispose(); _maybe = default; }
    public void F015(int n) { _lease.Return(); _lease = pool.Rent(n); _lease.Span.Clear(); }
    public void F016() { _lease.Return(); Reopen(); _lease.Span.Clear(); }
    private void Reopen() => _lease = pool.Rent(16);
    public void F017(int n) { ref ByteLease slot = ref _ring[_head]; slot.Dispose(); slot = pool.Rent(n); slot.Span.Clear(); _head = (_head + 1) % _ring.Length; }
    public void F018(int n) { ref ByteLease current = ref _lease; current.Return(); current = pool.Rent(n); current.Span.Clear(); }
    public void F019(int n) { using ByteLease lease = pool.Rent(n); _view = lease.Memory; try { wire.Write(_view.Span); } finally { _view = default; } }
    public void F020(int n) { using ByteLease lease = pool.Rent(n); _slots = [lease.Memory[..1], lease.Memory[1..]]; foreach (Memory<byte> slot in _slots) { wire.Write(slot.Span); } _slots = []; }
    public void F021(int n) { using ByteLease lease = pool.Rent(n); _batch.Add(lease.Memory); Flush(); }
    private void Flush() { foreach (ReadOnlyMemory<byte> part in _batch) { wire.Write(part.Span); } _batch.Clear(); }
    public async Task F022(int n) { using ByteLease lease = pool.Rent(n); _channel.Writer.TryWrite(lease.Memory); ReadOnlyMemory<byte> same = await _channel.Reader.ReadAsync(); await wire.WriteAsync(same); }
    public async Task F023(int n, CancellationToken token) { using ByteLease lease = pool.Rent(n); Task write = wire.WriteAsync(lease.Memory, token).AsTask(); wire.Flush(); try { await write; } catch (IOException) { wire.Close(); } }
    public async Task F024(IReadOnlyList<Socket> sockets) { using ByteLease lease = pool.Rent(64); List<Task> sends = []; foreach (Socket socket in sockets) { sends.Add(socket.SendAsync(lease.Memory).AsTask()); } try { await Task.WhenAll(sends); } catch (SocketException) { wire.Close(); } }
    public async Task F025(int n) { using ByteLease lease = pool.Rent(n); await using TerminalWriter writer = new(lease.Memory); writer.Put(1); writer.Put(2); }
    public void F026(int n) { using TerminalScope scope = new(pool.Rent(n)); scope.Span.Clear(); wire.Write(scope.Span); }
    public T F027<T>(int n) where T : IParsed<T> { using ByteLease lease = pool.Rent(n); wire.ReadExactly(lease.Span); return T.Parse(lease.Span); }
    public TResult F028<TState, TResult>(TState state, int n, Func<TState, byte[], TResult> parse) { using ByteLease lease = pool.Rent(n); return parse(state, lease.Span.ToArray()); }
    public T F029<T>(int n, Func<ReadOnlySpan<byte>, T> parse) { using ByteLease lease = pool.Rent(n); return parse(lease.Span); }
    public T F030<T>(int n) where T : unmanaged { using ByteLease lease = pool.Rent(n); return MemoryMarshal.Read<T>(lease.Span); }
    public T F031<T>(int n) where T : INumber<T> { using ByteLease lease = pool.Rent(n); return T.Parse(Encoding.ASCII.GetString(lease.Span), null); }
    public List<byte[]> F032(int n) { using ByteLease lease = pool.Rent(n); List<byte[]> parts = []; foreach (Range range in ((ReadOnlySpan<byte>)lease.Span).Split((byte)'\n')) { parts.Add(lease.Span[range].ToArray()); } return parts; }
    public IEnumerable<int> F033(int n) { using ByteLease lease = pool.Rent(n); return lease.Span.ToArray().Select(b => b + 1); }
    public Task<byte[]> F034(int n) { using ByteLease lease = pool.Rent(n); return Task.FromResult(lease.Span.ToArray()); }
    public Task<int> F035(int n) { using ByteLease lease = pool.Rent(n); return Task.FromResult(wire.Read(lease.Span)); }
    public ValueTask<int> F036(int n) { using ByteLease lease = pool.Rent(n); return new ValueTask<int>(lease.Span[0]); }
    public Task F037(int n) { using ByteLease lease = pool.Rent(n); byte[] copy = lease.Span.ToArray(); return wire.WriteAsync(copy, 0, copy.Length); }
    public Task F038(int n) { using (ByteLease lease = pool.Rent(n)) { wire.Write(lease.Span); } return wire.FlushAsync(); }
    public async Task F039(int n) { using ByteLease lease = pool.Rent(n); using PeriodicTimer timer = new(TimeSpan.FromSeconds(1)); while (await timer.WaitForNextTickAsync()) { if (await wire.ReadAsync(lease.Memory) == 0) { break; } } }
    public async Task F040(int n) { using ByteLease lease = pool.Rent(n); Timer timer = new(_ => lease.Span.Clear(), null, 0, 10); try { await wire.FlushAsync(); } finally { await timer.DisposeAsync(); } }
    public void F041(int n) { using ByteLease lease = pool.Rent(n); void OnClosed() => lease.Span.Clear(); Closed += OnClosed; wire.Flush(); Closed -= OnClosed; }
    public void F042(int n) { using ByteLease lease = pool.Rent(n); Apply(() => lease.Span.Clear()); }
    private static void Apply(Action action) => action();
    public void F043(int n) { using ByteLease lease = pool.Rent(n); peer.Watch(() => { }); wire.Write(lease.Span); }
    public int F044(int n) { ByteLease lease = pool.Rent(n); int Sum(int i) => i == lease.Length ? 0 : lease.Span[i] + Sum(i + 1); int sum = Sum(0); lease.Return(); return sum; }
    public void F045(int n) { ByteLease lease = pool.Rent(n); void Grow() { ByteLease larger = pool.Rent(lease.Length * 2); lease.Return(); lease = larger; } Grow(); lease.Span.Clear(); lease.Return(); }
    public void F046(int n) { ByteLease lease = pool.Rent(n); Action grow = () => { lease.Return(); lease = pool.Rent(n * 2); }; grow(); lease.Span.Clear(); lease.Return(); }
    public int F047(int n) { ByteLease lease = pool.Rent(n); int r = Walk(lease, 3); lease.Return(); return r; }
    private int Walk(ByteLease lease, int depth) => depth == 0 ? lease.Span[0] : Walk(lease, depth - 1);
    public void F048(int n) { ByteLease lease = pool.Rent(n); Pass(lease, n > 3); }
    private void Pass(ByteLease lease, bool keep) { if (keep) { _ring[0] = lease; } else { lease.Return(); } }
    public void F049(int n) { ByteLease lease = pool.Rent(n); if (!Offer(lease)) { lease.Return(); } }
    private bool Offer(ByteLease lease) { if (_head > 3) { return false; } _ring[_head] = lease; return true; }
    public void F050(int n) { ByteLease lease = pool.Rent(n); if (Consume(lease, out int r)) { wire.WriteByte((byte)r); } }
    private static bool Consume(ByteLease lease, out int r) { try { r = lease.Span[0]; return r > 0; } finally { lease.Return(); } }
    public async Task F051(int n) { ByteLease lease = pool.Rent(n); await PumpAsync(lease); }
    public void F052(int n) { ByteLease lease = pool.Rent(n); _ = PumpAsync(lease); }
    public void F053(int n) { _writing = PumpAsync(pool.Rent(n)); }
    private async Task PumpAsync(ByteLease lease) { try { await wire.WriteAsync(lease.Memory); } finally { lease.Return(); } }
    public async Task F054(int n) { ByteLease lease = pool.Rent(n); Task<int> read = ReadAsync(lease); int r = await read; lease.Return(); wire.WriteByte((byte)r); }
    private async Task<int> ReadAsync(ByteLease lease) => await wire.ReadAsync(lease.Memory);
    public void F055(int n) { ByteLease lease = pool.Rent(n); Debug.Assert(lease.Length >= n); if (n < 0) { Environment.FailFast("n"); } lease.Return(); }
    public void F056(int n) { ByteLease lease = pool.Rent(n); try { if (n == 0) { return; } wire.Write(lease.Span); } finally { lease.Return(); } }
    public void F057(int n) { ByteLease lease = pool.Rent(n); try { wire.Write(lease.Span); } catch { lease.Return(); throw; } lease.Return(); }
    public void F058(int n) { ByteLease lease = pool.Rent(n); try { wire.Write(lease.Span); } catch (Exception e) when (e is IOException or ObjectDisposedException) { lease.Return(); return; } lease.Return(); }
    public void F059(int n) { ByteLease a = pool.Rent(n); ByteLease b; try { b = pool.Rent(n); } catch { a.Return(); throw; } try { a.Span.CopyTo(b.Span); } finally { b.Return(); a.Return(); } }
    public void F060(int n) { object gate = _sync; bool taken = false; ByteLease lease = pool.Rent(n); try { Monitor.Enter(gate, ref taken); wire.Write(lease.Span); } finally { if (taken) { Monitor.Exit(gate); } lease.Return(); } }
    public void F061(int n) { int left = n; ByteLease lease = pool.Rent(4_096); while (left > 0) { int r = wire.Read(lease.Span[..Math.Min(left, lease.Length)]); if (r == 0) { lease.Return(); throw new EndOfStreamException(); } left -= r; } lease.Return(); }
    public void F062(int n) { ByteLease[] leases = new ByteLease[4]; int i = 0; try { for (; i < 4; i++) { leases[i] = pool.Rent(n); } } finally { while (--i >= 0) { leases[i].Return(); } } }
    public void F063(int n) { Span<ByteLease> leases = new ByteLease[2]; leases[0] = pool.Rent(n); leases[1] = pool.Rent(n); foreach (ref ByteLease lease in leases) { lease.Span.Clear(); lease.Return(); lease = default; } }
    public void F064(int n) { byte[] array = arrays.Rent(n); Array.Clear(array, 0, n); byte[] old = Interlocked.Exchange(ref _array, array)!; if (old is not null) { arrays.Return(old); } }
    public byte[] F065(int n) { byte[] array = arrays.Rent(n); byte[] copy = array.AsSpan(0, n).ToArray(); arrays.Return(array); return copy; }
    public int F066(int n) { byte[]? array = null; Span<byte> span = n <= 128 ? stackalloc byte[128] : (array = arrays.Rent(n)); int r = wire.Read(span[..n]); if (array is not null) { arrays.Return(array); } return r; }
    public void F067(int n) { byte[] array = arrays.Rent(n); int used = 0; int r; while ((r = wire.Read(array, used, array.Length - used)) > 0) { used += r; if (used == array.Length) { byte[] larger = arrays.Rent(used * 2); Buffer.BlockCopy(array, 0, larger, 0, used); arrays.Return(array); array = larger; } } arrays.Return(array); }
    public void F068() { _stream ??= new PooledStream(pool); _stream.SetLength(0); _stream.WriteByte(1); foreach (ReadOnlyMemory<byte> part in _stream.GetReadOnlySequence()) { wire.Write(part.Span); } }
    public byte[] F069() { using PooledStream stream = new(pool); stream.WriteByte(1); return stream.ToArray(); }
    public ReadOnlySequence<byte> F070() { PooledStream stream = new(pool); stream.WriteByte(1); _stream = stream; return stream.GetReadOnlySequence(); }
    public void F071() { using PooledStream stream = new(pool); stream.Write("abc"u8); stream.Dispose(); bool can = stream.CanRead; stream.Dispose(); if (can) { throw new InvalidOperationException(); } }
    public void F072(int n) { IMemoryOwner<byte> owner = pool.AsMemoryPool().Rent(n); try { wire.Write(owner.Memory.Span); } finally { owner.Dispose(); } owner.Dispose(); }
    public void F073(int n) { _owner?.Dispose(); _owner = pool.AsMemoryPool().Rent(n); _view = _owner.Memory; }
    public void F074(int n) { Volatile.Write(ref _isOpen, true); ByteLease lease = pool.Rent(n); if (Volatile.Read(ref _isOpen)) { lease.Return(); } else { lease.Dispose(); } }
    public int F075(int n) { using ByteLease lease = pool.Rent(n); _reader = () => 3; Span<byte> s = lease.Span; return _reader() + s[0]; }
    public int F076(int n) { using ByteLease lease = pool.Rent(n); _reader = () => lease.Length; int r = _reader(); _reader = null; return r; }
    public void Dispose() { if (_state == TerminalState.Closed) { return; } _state = TerminalState.Closed; _timer?.Dispose(); _maybe?.Dispose(); _maybe = null; foreach (ByteLease lease in _ring) { lease.Dispose(); } _owner?.Dispose(); }
}
public static class TerminalEndpoints { public static void Map(Dictionary<string, Func<Stream, CancellationToken, Task<byte[]>>> routes, BytePool pool) { routes["/echo"] = async (body, token) => { using ByteLease lease = pool.Rent(1_024); int n = await body.ReadAsync(lease.Memory, token); return lease.Span[..n].ToArray(); }; routes["/sum"] = async (body, token) => { ByteLease lease = await pool.RentAsync(16, token); try { await body.ReadExactlyAsync(lease.Memory, token); return BitConverter.GetBytes(lease.Span.IndexOf((byte)0)); } finally { lease.Return(); } }; } }
