using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests;

/// <summary>TIDE004: bytes that other code still has when their lease is returned.</summary>
[Trait("Requirement", "A4")]
public class OutlivingViewTests
{
    [Theory]
    [InlineData("Memory<byte> Give() { using ByteLease lease = Pool.Rent(10); return {|TIDE004:lease.Memory|}; }")]
    [InlineData("Span<byte> Give() { using ByteLease lease = Pool.Rent(10); return {|TIDE004:lease.Span|}; }")]
    [InlineData("ReadOnlyMemory<byte> Give() { using ByteLease lease = Pool.Rent(10); return {|TIDE004:lease.Memory|}; }")]
    [InlineData("ReadOnlyMemory<byte> Give() { using (ByteLease lease = Pool.Rent(10)) { return {|TIDE004:lease.Memory[..5]|}; } }")]
    [InlineData("Memory<byte> Give() { ByteLease lease = Pool.Rent(10); try { Memory<byte> all = lease.Memory; return {|TIDE004:all|}; } finally { " +
        "lease.Return(); } }")]
    [InlineData("Memory<byte> Give(ByteLease lease) { using (lease) { return {|TIDE004:lease.Memory.Slice(1, 2)|}; } }")]
    [InlineData("ReadOnlySequence<byte> Give() { using SequenceLease lease = Pool.RentSequence(10); return {|TIDE004:lease.Sequence|}; }")]
    [InlineData("ReadOnlySequence<byte> Give() { using ByteLease lease = Pool.Rent(10); return {|TIDE004:new ReadOnlySequence<byte>(lease.Memory)|}; }")]
    [InlineData("(Memory<byte>, int) Give() { using ByteLease lease = Pool.Rent(10); return {|TIDE004:(lease.Memory, 5)|}; }")]
    [InlineData("Task Send() { using ByteLease lease = Pool.Rent(10); return {|TIDE004:WorkAsync(lease.Memory)|}; }")]
    [InlineData("ValueTask Send(Stream stream) { using ByteLease lease = Pool.Rent(10); return {|TIDE004:stream.WriteAsync(lease.Memory)|}; }")]
    [InlineData("Task Send() { using ByteLease lease = Pool.Rent(10); Memory<byte> bytes = lease.Memory; return {|TIDE004:Task.Run(() => " +
        "Use(bytes.Span))|}; }")]
    [InlineData("Func<int> Give() { using ByteLease lease = Pool.Rent(10); Memory<byte> bytes = lease.Memory; return {|TIDE004:() => bytes.Span[0]|}; }")]
    [InlineData("async Task<Memory<byte>> GiveAsync() { using ByteLease lease = await Pool.RentAsync(10); await WorkAsync(lease.Memory); return " +
        "{|TIDE004:lease.Memory|}; }")]
    [InlineData("Memory<byte> _kept; void Keep() { using ByteLease lease = Pool.Rent(10); {|TIDE004:_kept = lease.Memory|}; }")]
    [InlineData("Memory<byte> _kept; void Keep() { ByteLease lease = Pool.Rent(10); {|TIDE004:_kept = lease.Memory|}; lease.Return(); }")]
    [InlineData("static ReadOnlyMemory<byte> s_kept; void Keep() { using ByteLease lease = Pool.Rent(10); {|TIDE004:s_kept = lease.Memory.Slice(2)|}; }")]
    [InlineData("Memory<byte> Kept { get; set; } void Keep() { using Allocator allocator = Pool.Allocate(10); {|TIDE004:Kept = allocator.Memory|}; }")]
    [InlineData("Memory<byte> _kept; void Keep() { for (int i = 0; i < 5; i++) { ByteLease lease = Pool.Rent(10); {|TIDE004:_kept = lease.Memory|}; " +
        "lease.Return(); } }")]
    [InlineData("Func<int>? _kept; void Keep() { using ByteLease lease = Pool.Rent(10); Memory<byte> bytes = lease.Memory; {|TIDE004:_kept = () => " +
        "bytes.Span[0]|}; }")]
    [InlineData("void Give(out Memory<byte> bytes) { using ByteLease lease = Pool.Rent(10); {|TIDE004:bytes = lease.Memory|}; }")]
    [InlineData("void Give(ref ReadOnlyMemory<byte> bytes) { ByteLease lease = Pool.Rent(10); {|TIDE004:bytes = lease.Memory|}; lease.Dispose(); }")]
    [InlineData("bool Give(out Memory<byte> bytes) { bytes = default; if (Pool.TryRent(10, out ByteLease lease)) { {|TIDE004:bytes = lease.Memory|}; " +
        "lease.Return(); return true; } return false; }")]
    [InlineData("Task? _work; void Begin() { using ByteLease lease = Pool.Rent(10); {|TIDE004:_work = WorkAsync(lease.Memory)|}; }")]
    [InlineData("List<Memory<byte>> _kept = []; void Keep() { using ByteLease lease = Pool.Rent(10); _kept.Add({|TIDE004:lease.Memory|}); }")]
    [InlineData("List<ReadOnlyMemory<byte>> _kept = []; void Keep() { ByteLease lease = Pool.Rent(10); _kept.Add({|TIDE004:lease.Memory[1..]|}); " +
        "lease.Return(); }")]
    [InlineData("Dictionary<int, Memory<byte>> _kept = []; void Keep() { using ByteLease lease = Pool.Rent(10); _kept[1] = {|TIDE004:lease.Memory|}; }")]
    [InlineData("void Give(Queue<Memory<byte>> queue) { using ByteLease lease = Pool.Rent(10); queue.Enqueue({|TIDE004:lease.Memory|}); }")]
    [InlineData("Span<int> Give() { using ByteLease lease = Pool.Rent(10); return {|TIDE004:System.Runtime.InteropServices.MemoryMarshal.Cast<byte, " +
        "int>(lease.Span)|}; }")]
    public Task Bytes_ThatOutliveTheirLease_AreReported(string members) => Verifier.VerifyMembersAsync(members);

    [Theory]
    [InlineData("byte[] Give() { using ByteLease lease = Pool.Rent(10); return lease.Memory.ToArray(); }")]
    [InlineData("Memory<byte> Give() { using ByteLease lease = Pool.Rent(10); return lease.Memory.ToArray(); }")]
    [InlineData("int Give() { using ByteLease lease = Pool.Rent(10); return lease.Span.Length; }")]
    [InlineData("byte Give() { using ByteLease lease = Pool.Rent(10); return lease.Span[3]; }")]
    [InlineData("bool Give() { using ByteLease lease = Pool.Rent(10); return lease.Span.IsEmpty; }")]
    [InlineData("string Give() { using ByteLease lease = Pool.Rent(10); return System.Text.Encoding.UTF8.GetString(lease.Span); }")]
    [InlineData("Memory<byte> Give(ByteLease lease) => lease.Memory;")]
    [InlineData("Memory<byte> Give(ByteLease lease) { Memory<byte> all = lease.Memory; return all[1..]; }")]
    [InlineData("async Task SendAsync() { using ByteLease lease = Pool.Rent(10); await WorkAsync(lease.Memory); }")]
    [InlineData("async Task<int> ReadAsync(Stream stream) { using ByteLease lease = Pool.Rent(10); return await stream.ReadAsync(lease.Memory); }")]
    [InlineData("async Task SendAsync() { using ByteLease lease = Pool.Rent(10); Task work = WorkAsync(lease.Memory); await work.ConfigureAwait(false); }")]
    [InlineData("ByteLease _lease; Memory<byte> Keep() { _lease = Pool.Rent(10); ByteLease lease = _lease; return lease.Memory; }")]
    [InlineData("ByteLease _lease; Memory<byte> _kept; void Keep() { ByteLease lease = Pool.Rent(10); _lease = lease; _kept = lease.Memory; }")]
    [InlineData("Memory<byte> _kept; void Keep() { ByteLease lease = Pool.Rent(10); _kept = lease.Memory; try { Console.WriteLine(); } finally { _kept = " +
        "default; lease.Return(); } }")]
    [InlineData("Memory<byte> _kept; void Keep() { ByteLease lease = Pool.Rent(10); _kept = lease.Memory; Reset(); lease.Return(); } void Reset() { _kept " +
        "= default; }")]
    [InlineData("byte[]? _kept; void Keep() { using ByteLease lease = Pool.Rent(10); _kept = lease.Span.ToArray(); }")]
    [InlineData("byte _first; void Keep() { using ByteLease lease = Pool.Rent(10); _first = lease.Span[0]; }")]
    [InlineData("IEnumerable<Memory<byte>> Many() { using ByteLease lease = Pool.Rent(10); yield return lease.Memory; }")]
    [InlineData("(ByteLease, Memory<byte>) Give() { ByteLease lease = Pool.Rent(10); return (lease, lease.Memory); }")]
    [InlineData("bool Give(out ByteLease lease, out Memory<byte> bytes) { lease = Pool.Rent(10); bytes = lease.Memory; return true; }")]
    [InlineData("void Each() { using ByteLease lease = Pool.Rent(10); Memory<byte> bytes = lease.Memory; Parallel.For(0, 10, i => bytes.Span[i] = 1); }")]
    [InlineData("class Message { public Memory<byte> Body; } void Send() { using ByteLease lease = Pool.Rent(10); var message = new Message { Body = " +
        "lease.Memory }; Console.WriteLine(message); }")]
    [InlineData("static Task CopyAsync(ReadOnlySpan<byte> bytes) => Task.FromResult(bytes.ToArray()); Task Send() { using ByteLease lease = " +
        "Pool.Rent(10); return CopyAsync(lease.Span); }")]
    [InlineData("static Task CopyAsync(ReadOnlySpan<byte> bytes) => Task.FromResult(bytes.ToArray()); async Task SendAsync() { ByteLease lease = " +
        "Pool.Rent(10); Task work = CopyAsync(lease.Span); lease.Return(); await work; }")]
    [InlineData("delegate ValueTask Handler(ReadOnlySpan<byte> bytes); ValueTask Send(Handler handler) { using ByteLease lease = Pool.Rent(10); return " +
        "handler(lease.Span); }")]
    [InlineData("List<Memory<byte>> _kept = []; void Keep() { using ByteLease lease = Pool.Rent(10); _kept.Add(lease.Memory); " +
        "Console.WriteLine(_kept.Count); _kept.Clear(); }")]
    [InlineData("Queue<Memory<byte>> _kept = []; void Keep() { using ByteLease lease = Pool.Rent(10); _kept.Enqueue(lease.Memory); Flush(); } void " +
        "Flush() => _kept.Clear();")]
    [InlineData("Dictionary<int, Memory<byte>> _kept = []; void Keep() { using ByteLease lease = Pool.Rent(10); _kept[1] = lease.Memory; try { " +
        "Console.WriteLine(); } finally { _kept.Remove(1); } }")]
    [InlineData("List<Memory<byte>> _kept = []; void Keep(ByteLease lease) { _kept.Add(lease.Memory); }")]
    [InlineData("void Send() { using ByteLease lease = Pool.Rent(10); List<Memory<byte>> parts = []; parts.Add(lease.Memory); " +
        "Console.WriteLine(parts.Count); }")]
    [InlineData("List<byte> _kept = []; void Keep() { using ByteLease lease = Pool.Rent(10); _kept.Add(lease.Span[0]); }")]
    [InlineData("List<byte[]> _kept = []; void Keep() { using ByteLease lease = Pool.Rent(10); _kept.Add(lease.Memory.ToArray()); }")]
    [InlineData("async Task SendAsync(System.Threading.Channels.ChannelWriter<Memory<byte>> writer, Task sent) { using ByteLease lease = Pool.Rent(10); " +
        "await writer.WriteAsync(lease.Memory); await sent; }")]
    public Task Bytes_ThatEndWithTheirLease_AreNotReported(string members) => Verifier.VerifyMembersAsync(members);
}
