using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests;

/// <summary>TIDE002: a lease, or its bytes, used on a path that has returned the lease.</summary>
[Trait("Requirement", "S16")]
[Trait("Requirement", "A2")]
public class UseAfterReturnTests
{
    [Theory]
    [InlineData("ByteLease lease = pool.Rent(10); lease.Return(); Use({|TIDE002:lease.Span|});")]
    [InlineData("ByteLease lease = pool.Rent(10); lease.Dispose(); Console.WriteLine({|TIDE002:lease.Length|});")]
    [InlineData("ByteLease lease = pool.Rent(10); if (flag) lease.Return(); Use({|TIDE002:lease.Span|}); lease.Dispose();")]
    [InlineData("ByteLease lease = pool.Rent(10); Span<byte> span = lease.Span; lease.Return(); {|TIDE002:span|}[0] = 1;")]
    [InlineData("ByteLease lease = pool.Rent(10); Span<byte> span = lease.Span; lease.Return(); Use({|TIDE002:span|});")]
    [InlineData("ByteLease lease = pool.Rent(10); Memory<byte> memory = lease.Memory; lease.Return(); await WorkAsync({|TIDE002:memory|});")]
    [InlineData("ByteLease lease = pool.Rent(10); Memory<byte> memory = lease.Memory[..5]; lease.Return(); Use({|TIDE002:memory|}.Span);")]
    [InlineData("ByteLease lease = pool.Rent(10); ReadOnlySpan<byte> head = lease.Span.Slice(0, 4).TrimStart((byte)0); lease.Return(); Use({|TIDE002:head|});")]
    [InlineData("ByteLease lease = pool.Rent(10); ref byte first = ref lease.Span[0]; lease.Return(); {|TIDE002:first|} = 1;")]
    [InlineData("ByteLease lease = pool.Rent(10); for (int i = 0; i < 2; i++) { Use({|TIDE002:lease.Span|}); if (i == 0) lease.Dispose(); } lease.Dispose();")]
    [InlineData("ByteLease lease = pool.Rent(10); try { lease.Return(); Console.WriteLine(); } catch { Use({|TIDE002:lease.Span|}); }")]
    [InlineData("ByteLease lease = pool.Rent(10); try { lease.Return(); } finally { Use({|TIDE002:lease.Span|}); }")]
    [InlineData("ByteLease lease = pool.Rent(10); ByteLease copy = lease; copy.Return(); Use({|TIDE002:lease.Span|});")]
    [InlineData("ByteLease lease = pool.Rent(10); lease.Return(); Take({|TIDE002:lease|});")]
    [InlineData("Allocator allocator = pool.Allocate(10); allocator.Return(); Use({|TIDE002:allocator.Span|});")]
    [InlineData("Allocator allocator = pool.CreateAllocator(); Memory<byte> memory = allocator.Allocate(10); allocator.Return(); " +
        "Use({|TIDE002:memory|}.Span);")]
    [InlineData("SequenceLease lease = pool.RentSequence(10); ReadOnlySequence<byte> sequence = lease.Sequence; lease.Return(); " +
        "Console.WriteLine({|TIDE002:sequence|}.First.Length);")]
    [InlineData("ByteLease lease = await pool.RentAsync(10); Task task = WorkAsync(lease.Memory); lease.Return(); {|TIDE002:await task|};")]
    [InlineData("if (pool.TryRent(10, out ByteLease lease)) { lease.Return(); Use({|TIDE002:lease.Span|}); }")]
    [InlineData("Memory<byte> memory; using (ByteLease lease = pool.Rent(10)) { memory = lease.Memory; } Use({|TIDE002:memory|}.Span);")]
    [InlineData("ByteLease lease = pool.Rent(10); switch (size) { case 1: lease.Return(); break; } Console.WriteLine({|TIDE002:lease.Capacity|}); " +
        "lease.Dispose();")]
    [InlineData("ByteLease lease = pool.Rent(10); goto end; middle: Use({|TIDE002:lease.Span|}); return; end: lease.Return(); goto middle;")]
    [InlineData("Func<int> count = () => { ByteLease lease = pool.Rent(10); lease.Return(); return {|TIDE002:lease.Length|}; }; count();")]
    public Task Bytes_UsedAfterTheReturn_AreReportedAtTheUse(string code) => Verifier.VerifyStatementsAsync(code);

    [Theory]
    [InlineData("void Read(ByteLease lease) { lease.Return(); Use({|TIDE002:lease.Span|}); }")]
    [InlineData("ByteLease Give() { ByteLease lease = Pool.Rent(10); lease.Return(); return {|TIDE002:lease|}; }")]
    [InlineData("Memory<byte> Give(ByteLease lease) { Memory<byte> memory = lease.Memory; lease.Return(); return {|TIDE002:memory|}; }")]
    [InlineData("void Drain(Queue<ByteLease> leases) { while (leases.TryDequeue(out ByteLease lease)) { lease.Return(); Use({|TIDE002:lease.Span|}); } }")]
    [InlineData("IEnumerable<int> Many(ByteLease lease) { lease.Return(); yield return {|TIDE002:lease.Length|}; }")]
    public Task Lease_FromElsewhere_UsedAfterTheReturn_IsReported(string members) => Verifier.VerifyMembersAsync(members);

    [Theory]
    [InlineData("ByteLease lease = pool.Rent(10); Use(lease.Span); lease.Return();")]
    [InlineData("ByteLease lease = pool.Rent(10); lease.Return(); lease = pool.Rent(20); Use(lease.Span); lease.Return();")]
    [InlineData("ByteLease lease = pool.Rent(10); lease.Return(); Console.WriteLine(lease.IsReturned);")]
    [InlineData("ByteLease lease = pool.Rent(10); lease.Return(); Console.WriteLine(lease.Equals(default));")]
    [InlineData("ByteLease lease = pool.Rent(10); Span<byte> span = lease.Span; lease.Return(); Console.WriteLine(span.Length);")]
    [InlineData("ByteLease lease = pool.Rent(10); Span<byte> span = lease.Span; Use(span); lease.Return(); span = new byte[5]; Use(span);")]
    [InlineData("ByteLease lease = pool.Rent(10); byte first = lease.Span[0]; lease.Return(); Console.WriteLine(first);")]
    [InlineData("ByteLease lease = pool.Rent(10); byte[] copy = lease.Span.ToArray(); lease.Return(); Use(copy);")]
    [InlineData("ByteLease lease = pool.Rent(10); if (flag) { lease.Return(); return; } Use(lease.Span); lease.Return();")]
    [InlineData("ByteLease lease = pool.Rent(10); if (flag) lease.Return(); if (!flag) { Use(lease.Span); lease.Return(); }")]
    [InlineData("ByteLease lease = pool.Rent(10); if (Ask()) lease.Return(); if (!lease.IsReturned) { Use(lease.Span); lease.Return(); }")]
    [InlineData("for (int i = 0; i < 9; i++) { ByteLease lease = pool.Rent(10); Use(lease.Span); lease.Return(); }")]
    [InlineData("ByteLease lease = default; for (int i = 0; i < 9; i++) { lease = pool.Rent(10); Use(lease.Span); lease.Return(); }")]
    [InlineData("Allocator allocator = pool.CreateAllocator(); while (Ask()) { Memory<byte> memory = allocator.Allocate(10); Use(memory.Span); " +
        "allocator.Return(); }")]
    [InlineData("ByteLease lease = pool.Rent(10); Task task = WorkAsync(lease.Memory); await task; lease.Return(); Console.WriteLine(task.IsCompleted);")]
    [InlineData("ByteLease lease = pool.Rent(10); Task task = WorkAsync(lease.Memory); await Task.WhenAll(task, WorkAsync(default)); lease.Return(); " +
        "await task;")]
    [InlineData("ByteLease lease = pool.Rent(10); lease.Return(); HashSet<ByteLease> seen = []; Console.WriteLine(seen.Contains(lease));")]
    [InlineData("ByteLease lease = pool.Rent(10); lease.Return(); Action use = () => Use(lease.Span); use();")]
    [InlineData("ByteLease lease = pool.Rent(10); Renew(ref lease); Use(lease.Span); lease.Return(); void Renew(ref ByteLease old) { old.Return(); old = " +
        "pool.Rent(20); }")]
    [InlineData("ByteLease lease = pool.Rent(10); try { Use(lease.Span); } catch (IOException) { Use(lease.Span); } finally { lease.Return(); }")]
    [InlineData("ByteLease lease = pool.Rent(10); lease.Return(); Console.WriteLine(nameof(lease.Span));")]
    public Task Bytes_UsedBeforeTheReturn_AreNotReported(string code) => Verifier.VerifyStatementsAsync(code);

    [Theory]
    [InlineData("void Drain(Queue<ByteLease> leases) { while (leases.TryDequeue(out ByteLease lease)) { Use(lease.Span); lease.Return(); } }")]
    [InlineData("void Drain(List<ByteLease> leases) { foreach (ByteLease lease in leases) { Use(lease.Span); lease.Return(); } }")]
    [InlineData("void Return(ByteLease lease) { Use(lease.Span); lease.Return(); }")]
    [InlineData("void Swap(ref ByteLease lease) { lease.Return(); lease = Pool.Rent(10); Use(lease.Span); }")]
    [InlineData("void Next(ByteLease lease) { lease.Return(); lease = Make(); Use(lease.Span); lease.Return(); } ByteLease Make() => Pool.Rent(5);")]
    public Task Lease_FromElsewhere_UsedBeforeTheReturn_IsNotReported(string members) => Verifier.VerifyMembersAsync(members);
}
