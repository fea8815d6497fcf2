using Tidepool; using System.Buffers; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Text; using System.Text.Json; using System.Buffers.Binary; using System.Net.Sockets; using System.Collections.Concurrent; using System.Threading.Channels;
namespace Corpus;
public ref struct PositionCursor(Span<byte> span) { private Span<byte> _span = span; private int _at; public int Position { get; set; } public readonly int Left => _span.Length - _at; public readonly int Length => _span.Length; public int Next() => _span[_at++]; public readonly byte First => _span[0]; public int Count; public readonly ReadOnlySpan<byte> Rest => _span[_at..]; }
public readonly struct PositionFrame(ReadOnlyMemory<byte> body, int kind) { public ReadOnlyMemory<byte> Body { get; } = body; public int Kind { get; } = kind; public int Length => Body.Length; }
public sealed class PositionMessage(ReadOnlyMemory<byte> body) { public ReadOnlyMemory<byte> Body => body; public int Length => body.Length; public string Topic { get; set; } = ""; }
public interface IPosition { bool TryNext([GivesOwnership] out ByteLease lease); }
// What readers and other views still know after the return.
public sealed class Positions(BytePool pool, Stream wire, IPosition sink)
{
    private PositionMessage? _message; private PositionFrame _frame; private int _total; private Func<int>? _f;
    public long P1(int n) { ByteLease lease = pool.Rent(n); Utf8JsonReader reader = new(lease.Span); reader.Read(); lease.Return(); return reader.BytesConsumed; }
    public JsonTokenType P2(int n) { ByteLease lease = pool.Rent(n); Utf8JsonReader reader = new(lease.Span); reader.Read(); lease.Return(); return reader.TokenType; }
    public long Position(int n) { ByteLease lease = pool.Rent(n); SequenceReader<byte> reader = new(new ReadOnlySequence<byte>(lease.Memory)); reader.Advance(1); lease.Return(); return reader.Consumed; }
    public int P4(int n) { ByteLease lease = pool.Rent(n); PositionCursor c = new(lease.Span); c.Next(); lease.Return(); return c.Position; }
    public int P5(int n) { ByteLease lease = pool.Rent(n); PositionCursor c = new(lease.Span); c.Next(); lease.Return(); return c.Left + c.Length + c.Count; }
    public int P6(int n) { ByteLease lease = pool.Rent(n); PositionFrame f = new(lease.Memory, 1); lease.Return(); return f.Kind + f.Length; }
    public int P7(int n) { ByteLease lease = pool.Rent(n); PositionMessage f = new(lease.Memory) { Topic = "a" }; lease.Return(); return f.Topic.Length + f.Length; }
    public int P8(int n) { ByteLease lease = pool.Rent(n); ReadOnlySequence<byte> s = new(lease.Memory); lease.Return(); return (int)s.Length; }
    public bool Q1(int n) { ByteLease lease = pool.Rent(n); ReadOnlySpan<byte> s = lease.Span; lease.Return(); return s.IsEmpty; }
    public bool Q2(int n) { ByteLease lease = pool.Rent(n); ReadOnlySpan<byte> s = lease.Span; lease.Return(); s = default; return s == default; }
    public int Q3(int n) { ByteLease lease = pool.Rent(n); ArraySegment<byte> seg = default; MemoryMarshal.TryGetArray<byte>(lease.Memory, out seg); lease.Return(); return seg.Offset + seg.Count; }
    public int Q4(int n) { ByteLease lease = pool.Rent(n); (ReadOnlyMemory<byte> Body, int Id) t = (lease.Memory, 3); lease.Return(); return t.Id; }
    public int Q5(int n) { ByteLease lease = pool.Rent(n); List<ReadOnlyMemory<byte>> l = [lease.Memory]; lease.Return(); l.Clear(); return l.Count; }
    public int Q6(int n) { ByteLease lease = pool.Rent(n); Task<int> t = wire.ReadAsync(lease.Memory).AsTask(); int r = t.GetAwaiter().GetResult(); lease.Return(); return t.IsCompleted ? t.Result : r; }
    public async Task<int> Q7(int n) { ByteLease lease = pool.Rent(n); Task<int> t = wire.ReadAsync(lease.Memory).AsTask(); await Task.WhenAll(t); lease.Return(); return await t; }
    public async Task<int> Q8(int n) { ByteLease lease = pool.Rent(n); Task<int>[] t = [wire.ReadAsync(lease.Memory).AsTask()]; int[] r = await Task.WhenAll(t); lease.Return(); return r[0] + t[0].Result; }
    public async Task Q9(int n) { ByteLease lease = pool.Rent(n); Task t = wire.WriteAsync(lease.Memory).AsTask(); try { await t; } finally { lease.Return(); } if (t.IsFaulted) { wire.Close(); } }
    public async Task R1(int n, CancellationToken token) { ByteLease lease = pool.Rent(n); Task t = wire.WriteAsync(lease.Memory, token).AsTask(); try { await t.WaitAsync(token); } finally { try { await t; } catch (OperationCanceledException) { } lease.Return(); } }
    public async Task R2(int n) { ByteLease lease = pool.Rent(n); Task t = wire.WriteAsync(lease.Memory).AsTask(); while (!t.IsCompleted) { await Task.Delay(1); } lease.Return(); await t; }
    public void R3(int n) { ByteLease lease = pool.Rent(n); Task t = Task.Run(() => lease.Span.Clear()); t.Wait(); lease.Return(); if (t.Exception is { } e) { throw e; } }
    public void R4(int n) { ByteLease lease = pool.Rent(n); Lazy<int> l = new(() => lease.Span[0]); int v = l.Value; lease.Return(); wire.WriteByte((byte)(v + l.Value)); }
    public void R5(int n) { ByteLease lease = pool.Rent(n); var t = new { Body = lease.Memory, Id = 4 }; lease.Return(); wire.WriteByte((byte)t.Id); }
    public void R6(int n) { ByteLease lease = pool.Rent(n); Dictionary<string, Memory<byte>> m = new() { ["a"] = lease.Memory }; lease.Return(); wire.WriteByte((byte)m.Count); foreach (string k in m.Keys) { wire.WriteByte((byte)k.Length); } }
    public void R7(int n) { ByteLease lease = pool.Rent(n); Func<int> f = () => lease.Length; _total += f(); lease.Return(); _f = null; f = () => 3; _total += f(); }
    public void R8(int n) { ByteLease lease = pool.Rent(n); IEnumerable<byte> e = MemoryMarshal.ToEnumerable<byte>(lease.Memory).ToList(); lease.Return(); _total += e.Count(); }
    public void R9(int n) { ByteLease lease = pool.Rent(n); using JsonDocument d = JsonDocument.Parse(lease.Memory); string s = d.RootElement.ToString(); lease.Return(); wire.WriteByte((byte)s.Length); }
    public void S1(int n) { ByteLease lease = pool.Rent(n); MemoryHandle h = lease.Memory.Pin(); h.Dispose(); lease.Return(); }
    public void S2(int n) { ByteLease lease = pool.Rent(n); using MemoryHandle h = lease.Memory.Pin(); wire.Write(lease.Span); lease.Return(); }
    public void S3(int n) { pool.TryRent(n, out _); } // TIDE001
    public void S4(int n) { sink.TryNext(out _); } // TIDE001
    public void S5(int n) { if (pool.TryRent(n, out _)) { wire.Flush(); } } // TIDE001
    public int S6(int n) { ByteLease lease = pool.Rent(n); PositionCursor c = new(lease.Span); lease.Return(); return c.First; } // TIDE002
    public int S7(int n) { ByteLease lease = pool.Rent(n); PositionCursor c = new(lease.Span); lease.Return(); return c.Next(); } // TIDE002
    public int S8(int n) { ByteLease lease = pool.Rent(n); PositionCursor c = new(lease.Span); lease.Return(); return c.Rest[0]; } // TIDE002
    public int S9(int n) { ByteLease lease = pool.Rent(n); PositionFrame f = new(lease.Memory, 1); lease.Return(); return f.Body.Span[0]; } // TIDE002
    public int T1(int n) { ByteLease lease = pool.Rent(n); Utf8JsonReader r = new(lease.Span); r.Read(); lease.Return(); return r.GetInt32(); } // TIDE002
    public int T2(int n) { ByteLease lease = pool.Rent(n); Utf8JsonReader r = new(lease.Span); r.Read(); lease.Return(); return r.ValueSpan[0]; } // TIDE002
    public bool T3(int n, ByteLease other) { ByteLease lease = pool.Rent(n); lease.Return(); return lease == other || lease.Equals(other) || lease.GetHashCode() == 3; }
    public string T4(int n) { ByteLease lease = pool.Rent(n); lease.Return(); return lease.ToString() + $"{lease}"; }
    public int Copied1(int n) { ByteLease lease = pool.Rent(n); Memory<byte> memory = lease.Memory; lease.Return(); Memory<byte> copy = memory; return copy.Length; }
    public int Copied2(int n) { ByteLease lease = pool.Rent(n); Span<byte> span = lease.Span; lease.Return(); ReadOnlySpan<byte> copy = span; return copy.IsEmpty ? 0 : copy.Length; }
    public int Copied3(int n) { ByteLease lease = pool.Rent(n); Memory<byte> memory = lease.Memory; lease.Return(); ReadOnlyMemory<byte> copy; copy = memory; var third = copy; return third.Length; }
    public int Copied4(int n) { ByteLease lease = pool.Rent(n); Memory<byte> memory = lease.Memory; lease.Return(); Memory<byte> copy = memory; return copy.Span[0]; } // TIDE002
    public int Copied5(int n) { ByteLease lease = pool.Rent(n); Span<byte> span = lease.Span; lease.Return(); ReadOnlySpan<byte> copy = span; return copy[0]; } // TIDE002
    public Memory<byte> Copied6(int n) { ByteLease lease = pool.Rent(n); Memory<byte> memory = lease.Memory; lease.Return(); Memory<byte> copy = memory; return copy; } // TIDE002
}
