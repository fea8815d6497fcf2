using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests;

/// <summary>TIDE004 for leases themselves: handed out by the method that returns them.</summary>
[Trait("Requirement", "A4")]
public class HandedOutLeaseTests
{
    [Theory]
    [InlineData("ByteLease Give() { using ByteLease lease = Pool.Rent(10); return {|TIDE004:lease|}; }")]
    [InlineData("ByteLease Give() { using (ByteLease lease = Pool.Rent(10)) { Use(lease.Span); return {|TIDE004:lease|}; } }")]
    [InlineData("ByteLease Give() { ByteLease lease = Pool.Rent(10); try { return {|TIDE004:lease|}; } finally { lease.Return(); } }")]
    [InlineData("ByteLease Give(ByteLease lease) { using (lease) { return {|TIDE004:lease|}; } }")]
    [InlineData("ByteLease Give() { using ByteLease lease = Pool.Rent(10); ByteLease copy = lease; return {|TIDE004:copy|}; }")]
    [InlineData("ByteLease? Give() { using ByteLease lease = Pool.Rent(10); return {|TIDE004:lease|}; }")]
    [InlineData("object Give() { using ByteLease lease = Pool.Rent(10); return {|TIDE004:lease|}; }")]
    [InlineData("SequenceLease Give() { using SequenceLease lease = Pool.RentSequence(10); return {|TIDE004:lease|}; }")]
    [InlineData("(ByteLease, int) Give() { using ByteLease lease = Pool.Rent(10); return {|TIDE004:(lease, 5)|}; }")]
    [InlineData("async Task<ByteLease> GiveAsync() { using ByteLease lease = await Pool.RentAsync(10); await WorkAsync(lease.Memory); return " +
        "{|TIDE004:lease|}; }")]
    [InlineData("Task<ByteLease> GiveAsync() { using ByteLease lease = Pool.Rent(10); return {|TIDE004:Task.FromResult(lease)|}; }")]
    [InlineData("Func<ByteLease> Maker() => () => { using ByteLease lease = Pool.Rent(10); return {|TIDE004:lease|}; };")]
    [InlineData("ByteLease Give(bool flag) { using ByteLease one = Pool.Rent(10); using ByteLease other = Pool.Rent(20); return {|TIDE004:flag ? one : " +
        "other|}; }")]
    [InlineData("bool TryGive(out ByteLease lease) { using ByteLease own = Pool.Rent(10); {|TIDE004:lease = own|}; return true; }")]
    [InlineData("void Give(ref ByteLease lease) { ByteLease own = Pool.Rent(10); {|TIDE004:lease = own|}; own.Return(); }")]
    [InlineData("ByteLease _kept; void Keep() { using ByteLease lease = Pool.Rent(10); {|TIDE004:_kept = lease|}; }")]
    [InlineData("ByteLease _kept; void Keep() { using ByteLease lease = Pool.Rent(10); {|TIDE004:_kept = lease|}; Use(lease.Span); Console.WriteLine(); }")]
    [InlineData("ByteLease? _kept; void Keep() { using ByteLease lease = Pool.Rent(10); {|TIDE004:this._kept = lease|}; }")]
    [InlineData("static ByteLease s_kept; void Keep() { ByteLease lease = Pool.Rent(10); {|TIDE004:s_kept = lease|}; lease.Dispose(); }")]
    [InlineData("ByteLease Kept { get; set; } void Keep() { ByteLease lease = Pool.Rent(10); try { {|TIDE004:Kept = lease|}; } finally { lease.Dispose(); } }")]
    [InlineData("object? _kept; void Keep() { using ByteLease lease = Pool.Rent(10); {|TIDE004:_kept = lease|}; }")]
    [InlineData("readonly Queue<ByteLease> _queue = []; void Put() { using ByteLease lease = Pool.Rent(10); _queue.Enqueue({|TIDE004:lease|}); }")]
    [InlineData("readonly Queue<ByteLease> _queue = []; void Put() { using ByteLease one = Pool.Rent(10); using ByteLease other = Pool.Rent(10); " +
        "_queue.Enqueue({|TIDE004:one|}); _queue.Enqueue({|TIDE004:other|}); }")]
    [InlineData("readonly Queue<ByteLease> _queue = []; void Put(bool flag) { using ByteLease one = Pool.Rent(10); using ByteLease other = Pool.Rent(10); " +
        "_queue.Enqueue({|TIDE004:flag ? one : other|}); }")]
    [InlineData("void Put(List<ByteLease> leases) { using ByteLease lease = Pool.Rent(10); Use(lease.Span); leases.Add({|TIDE004:lease|}); }")]
    [InlineData("void Put(List<ByteLease>? leases) { using ByteLease lease = Pool.Rent(10); leases?.Add({|TIDE004:lease|}); }")]
    [InlineData("void Put(Dictionary<int, ByteLease> leases) { ByteLease lease = Pool.Rent(10); leases.TryAdd(5, {|TIDE004:lease|}); lease.Return(); }")]
    [InlineData("static readonly Stack<ByteLease> s_stack = []; void Put() { ByteLease lease = Pool.Rent(10); try { s_stack.Push({|TIDE004:lease|}); } " +
        "finally { lease.Return(); } }")]
    [InlineData("void Put(System.Threading.Channels.Channel<ByteLease> channel) { using ByteLease lease = Pool.Rent(10); " +
        "channel.Writer.TryWrite({|TIDE004:lease|}); }")]
    [InlineData("async Task PutAsync(System.Threading.Channels.ChannelWriter<ByteLease> writer) { using ByteLease lease = Pool.Rent(10); await " +
        "writer.WriteAsync({|TIDE004:lease|}).ConfigureAwait(false); }")]
    [InlineData("async Task PutAsync(Stream stream, System.Threading.Channels.ChannelWriter<ByteLease> writer) { while (true) { using ByteLease lease = " +
        "Pool.Rent(10); await stream.ReadExactlyAsync(lease.Memory); writer.TryWrite({|TIDE004:lease|}); } }")]
    [InlineData("async Task PutAsync(Stream stream, Queue<ByteLease> queue) { while (Ask()) { ByteLease lease = Pool.Rent(10); await " +
        "stream.ReadExactlyAsync(lease.Memory); queue.Enqueue({|TIDE004:lease|}); lease.Return(); } }")]
    [InlineData("readonly Lock _gate = new(); readonly Queue<ByteLease> _queue = []; void Put() { using ByteLease lease = Pool.Rent(10); lock (_gate) { " +
        "_queue.Enqueue({|TIDE004:lease|}); } }")]
    [InlineData("readonly object _gate = new(); readonly Queue<ByteLease> _queue = []; void Put() { using ByteLease lease = Pool.Rent(10); lock (_gate) { " +
        "_queue.Enqueue({|TIDE004:lease|}); } }")]
    [InlineData("readonly SemaphoreSlim _ready = new(0); readonly Queue<ByteLease> _queue = []; void Put() { using ByteLease lease = Pool.Rent(10); " +
        "_queue.Enqueue({|TIDE004:lease|}); _ready.Release(); }")]
    public Task Lease_HandedOutByTheMethodThatReturnsIt_IsReported(string members) => Verifier.VerifyMembersAsync(members);

    [Theory]
    [InlineData("ByteLease Give() { ByteLease lease = Pool.Rent(10); Use(lease.Span); return lease; }")]
    [InlineData("ByteLease Give() { ByteLease lease = Pool.Rent(10); try { Use(lease.Span); return lease; } catch { lease.Return(); throw; } }")]
    [InlineData("ByteLease Give() { ByteLease lease = Pool.Rent(10); bool done = false; try { Use(lease.Span); done = true; return lease; } finally { if " +
        "(!done) { lease.Return(); } } }")]
    [InlineData("bool _done; ByteLease Give() { ByteLease lease = Pool.Rent(10); try { Use(lease.Span); _done = true; return lease; } finally { if " +
        "(!_done) { lease.Return(); } } }")]
    [InlineData("ByteLease Give() { using ByteLease old = Pool.Rent(10); ByteLease lease = Pool.Rent(20); old.Span.CopyTo(lease.Span); return lease; }")]
    [InlineData("int Give() { using ByteLease lease = Pool.Rent(10); return lease.Length; }")]
    [InlineData("ByteLease Give() { ByteLease lease = Pool.Rent(10); ByteLease result = default; try { Use(lease.Span); result = lease; lease = default; " +
        "return result; } finally { lease.Dispose(); } }")]
    [InlineData("IEnumerable<ByteLease> Many() { using ByteLease lease = Pool.Rent(10); yield return lease; }")]
    [InlineData("Allocator? _allocator; void Warm() { Allocator allocator = Pool.Allocate(10); _allocator = allocator; Use(allocator.Span); " +
        "allocator.Return(); }")]
    [InlineData("bool TryGive(out ByteLease lease) { ByteLease own = Pool.Rent(10); lease = own; if (Ask()) { own.Return(); return false; } return true; }")]
    [InlineData("bool TryGive(out ByteLease lease) { ByteLease own = Pool.Rent(10); lease = own; if (Ask()) { own.Return(); lease = default; return " +
        "false; } return true; }")]
    [InlineData("bool TryGive(out ByteLease lease) { lease = Pool.Rent(10); try { Use(lease.Span); return true; } catch { lease.Return(); throw; } }")]
    [InlineData("void Lend() { using ByteLease lease = Pool.Rent(10); Take(lease); }")]
    [InlineData("void Lend(Action<ByteLease> work) { using ByteLease lease = Pool.Rent(10); work(lease); }")]
    [InlineData("record Message(ByteLease Body); void Lend() { using ByteLease lease = Pool.Rent(10); Message message = new(lease); " +
        "Console.WriteLine(message); }")]
    [InlineData("ByteLease _kept; void Keep() { ByteLease lease = Pool.Rent(10); _kept = lease; }")]
    [InlineData("ByteLease _kept; void Replace() { ByteLease old = _kept; _kept = Pool.Rent(10); old.Dispose(); }")]
    [InlineData("ByteLease _kept; void Keep() { ByteLease lease = Pool.Rent(10); _kept = lease; if (Ask()) { lease.Return(); return; } }")]
    [InlineData("ByteLease _kept; void Keep() { using ByteLease lease = Pool.Rent(10); _kept = lease; Work(); _kept = default; }")]
    [InlineData("ByteLease _kept; void Keep() { ByteLease lease = Pool.Rent(10); _kept = lease; try { Console.WriteLine(); } finally { _kept = default; " +
        "lease.Return(); } }")]
    [InlineData("ByteLease _kept; void Keep() { ByteLease lease = Pool.Rent(10); _kept = lease; lease.Return(); _kept = Pool.Rent(20); }")]
    [InlineData("ByteLease _kept; void Keep() { using ByteLease lease = Pool.Rent(10); _kept = lease; Work(); } void Step() { Use(_kept.Span); }")]
    [InlineData("ByteLease _kept; async Task KeepAsync() { using ByteLease lease = Pool.Rent(10); _kept = lease; await Task.Yield(); }")]
    [InlineData("ByteLease Kept { get; set; } event EventHandler? Came; void Keep() { using ByteLease lease = Pool.Rent(10); Kept = lease; " +
        "Came?.Invoke(this, EventArgs.Empty); }")]
    [InlineData("ByteLease _kept; void Keep(ByteLease lease) { lease.Return(); _kept = lease; }")]
    [InlineData("readonly Queue<ByteLease> _queue = []; void Put() { ByteLease lease = Pool.Rent(10); _queue.Enqueue(lease); }")]
    [InlineData("readonly HashSet<ByteLease> _live = []; void Work1() { using ByteLease lease = Pool.Rent(10); _live.Add(lease); Use(lease.Span); " +
        "_live.Remove(lease); }")]
    [InlineData("readonly HashSet<ByteLease> _live = []; void Work1() { ByteLease lease = Pool.Rent(10); _live.Add(lease); try { Use(lease.Span); } " +
        "finally { lease.Return(); _live.Remove(lease); } }")]
    [InlineData("readonly HashSet<ByteLease> _live = []; void Work1() { ByteLease lease = Pool.Rent(10); _live.Add(lease); Use(lease.Span); " +
        "lease.Return(); Clear(); } void Clear() => _live.Clear();")]
    [InlineData("void Put(List<ByteLease> leases) { ByteLease lease = Pool.Rent(10); leases.Add(lease); foreach (ByteLease each in leases) { " +
        "Use(each.Span); } lease.Return(); leases.Clear(); }")]
    [InlineData("void Work1() { List<ByteLease> leases = []; using ByteLease lease = Pool.Rent(10); leases.Add(lease); foreach (ByteLease each in leases) " +
        "{ Use(each.Span); } }")]
    [InlineData("async Task PutAsync(System.Threading.Channels.ChannelWriter<ByteLease> writer, Task done) { using ByteLease lease = Pool.Rent(10); await " +
        "writer.WriteAsync(lease); await done; }")]
    [InlineData("void Put(Queue<ByteLease> queue, ManualResetEventSlim done) { using ByteLease lease = Pool.Rent(10); queue.Enqueue(lease); done.Wait(); }")]
    [InlineData("readonly Queue<ByteLease> _queue = []; void Put(Thread worker) { using ByteLease lease = Pool.Rent(10); _queue.Enqueue(lease); " +
        "worker.Join(); }")]
    [InlineData("interface IWorker { void Drain(); } readonly Queue<ByteLease> _queue = []; void Put(IWorker worker) { using ByteLease lease = " +
        "Pool.Rent(10); _queue.Enqueue(lease); worker.Drain(); }")]
    [InlineData("readonly Queue<ByteLease> _queue = []; void Put() { using ByteLease lease = Pool.Rent(10); _queue.Enqueue(lease); Work(); }")]
    [InlineData("readonly Queue<ByteLease> _queue = []; void Put() { ByteLease lease = Pool.Rent(10); _queue.Enqueue(lease); if (Ask()) { lease.Return(); } }")]
    [InlineData("void Put(Dictionary<int, ByteLease> leases) { ByteLease lease = Pool.Rent(10); if (!leases.TryAdd(5, lease)) { lease.Return(); } }")]
    [InlineData("void Put(System.Threading.Channels.ChannelWriter<ByteLease> writer) { ByteLease lease = Pool.Rent(10); if (!writer.TryWrite(lease)) { " +
        "lease.Return(); } }")]
    [InlineData("async Task PutAsync(System.Threading.Channels.ChannelWriter<ByteLease> writer) { ByteLease lease = Pool.Rent(10); try { await " +
        "writer.WriteAsync(lease); } catch { lease.Return(); throw; } }")]
    [InlineData("void Put(Queue<ByteLease> queue) { ByteLease lease = Pool.Rent(10); bool queued = false; try { Use(lease.Span); queue.Enqueue(lease); " +
        "queued = true; } finally { if (!queued) { lease.Return(); } } }")]
    [InlineData("interface ISink { void Add(ByteLease lease); } void Put(ISink sink) { using ByteLease lease = Pool.Rent(10); sink.Add(lease); }")]
    [InlineData("readonly Queue<byte[]> _queue = []; void Put() { using ByteLease lease = Pool.Rent(10); _queue.Enqueue(lease.Span.ToArray()); }")]
    [InlineData("readonly List<int> _sizes = []; void Put() { using ByteLease lease = Pool.Rent(10); _sizes.Add(lease.Length); }")]
    public Task Lease_ThatIsOfUseWhereItGoes_IsNotReported(string members) => Verifier.VerifyMembersAsync(members + " void Work() => Console.WriteLine(this);");

    [Fact]
    public async Task Message_TellsThatItIsTheLease()
    {
        ImmutableArray<Diagnostic> findings = await TestCompilation.AnalyzeAsync(TestCompilation.Of(Verifier.AroundMembers("ByteLease Give()\n{\n    " +
            "using ByteLease lease = Pool.Rent(10);\n    return lease;\n}")));
        Diagnostic finding = Assert.Single(findings);
        Assert.StartsWith("'lease' itself is handed out here, but returned in line 11", finding.GetMessage(CultureInfo.InvariantCulture),
            StringComparison.Ordinal);
    }
}
