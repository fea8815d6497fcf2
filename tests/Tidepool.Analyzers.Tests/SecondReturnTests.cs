using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests;

/// <summary>TIDE003, TIDE006 and TIDE007: a lease returned a second time, and which of the three rules reports it.</summary>
public class SecondReturnTests
{
    [Theory]
    [Trait("Requirement", "A3")]
    [InlineData("ByteLease lease = pool.Rent(10); lease.Return(); {|TIDE003:lease.Return()|};")]
    [InlineData("ByteLease lease = pool.Rent(10); lease.Dispose(); {|TIDE003:lease.Return()|};")]
    [InlineData("ByteLease lease = pool.Rent(10); if (flag) lease.Return(); {|TIDE003:lease.Return()|};")]
    [InlineData("ByteLease lease = pool.Rent(10); if (flag) { lease.Return(); } else { lease.Return(); } {|TIDE003:lease.Return()|};")]
    [InlineData("ByteLease lease = pool.Rent(10); try { lease.Return(); } finally { {|TIDE003:lease.Return()|}; }")]
    [InlineData("ByteLease lease = pool.Rent(10); try { if (flag) { lease.Return(); return; } } finally { {|TIDE003:lease.Return()|}; }")]
    [InlineData("ByteLease lease; using (lease = pool.Rent(10)) { } {|TIDE003:lease.Return()|};")]
    [InlineData("ByteLease lease = pool.Rent(10); switch (size) { case 1: lease.Return(); goto case 2; case 2: {|TIDE003:lease.Return()|}; break; " +
        "default: lease.Return(); break; }")]
    [InlineData("ByteLease lease = pool.Rent(10); lease.Return(); goto end; end: {|TIDE003:lease.Return()|};")]
    [InlineData("Allocator allocator = pool.Allocate(10); allocator.Return(); {|TIDE003:allocator.Return()|};")]
    [InlineData("Allocator? allocator = pool.Allocate(10); allocator.Return(); {|TIDE003:allocator?.Return()|};")]
    [InlineData("SequenceLease lease = pool.RentSequence(10); lease.Return(); {|TIDE003:lease.Return()|};")]
    [InlineData("ByteLease lease = await pool.RentAsync(10); lease.Return(); await Task.Yield(); {|TIDE003:lease.Return()|};")]
    [InlineData("if (pool.TryRent(10, out ByteLease lease)) { lease.Return(); {|TIDE003:lease.Return()|}; }")]
    [InlineData("ByteLease lease = pool.Rent(10); Take(lease); lease.Return(); {|TIDE003:lease.Return()|};")]
    [InlineData("ByteLease lease = pool.Rent(10); lease.Return(); {|TIDE003:lease.Return()|}; lease.Return();")]
    [InlineData("Local(pool.Rent(10)); void Local(ByteLease lease) { lease.Return(); {|TIDE003:lease.Return()|}; }")]
    [InlineData("Action<ByteLease> twice = lease => { lease.Return(); {|TIDE003:lease.Return()|}; }; Take(pool.Rent(10));")]
    public Task Lease_ReturnedTwiceOnAPath_IsReportedAtTheSecondReturn(string code) => Verifier.VerifyStatementsAsync(code);

    [Theory]
    [Trait("Requirement", "A3")]
    [InlineData("ByteLease lease = pool.Rent(10); lease.Return(); lease.Dispose();")]
    [InlineData("using ByteLease lease = pool.Rent(10); lease.Return();")]
    [InlineData("using ByteLease lease = pool.Rent(10); if (flag) { lease.Return(); }")]
    [InlineData("ByteLease lease = pool.Rent(10); if (flag) { lease.Return(); } else { lease.Return(); }")]
    [InlineData("ByteLease lease = pool.Rent(10); if (flag) { lease.Return(); return; } lease.Return();")]
    [InlineData("ByteLease lease = pool.Rent(10); lease.Return(); lease = pool.Rent(10); lease.Return();")]
    [InlineData("ByteLease lease = pool.Rent(10); if (flag) lease.Return(); if (!flag) lease.Return();")]
    [InlineData("ByteLease lease = pool.Rent(10); bool returned = false; if (Ask()) { lease.Return(); returned = true; } if (!returned) { lease.Return(); }")]
    [InlineData("ByteLease lease = pool.Rent(10); if (Ask()) { lease.Return(); lease = default; } lease.Dispose();")]
    [InlineData("ByteLease lease = pool.Rent(10); if (Ask()) { lease.Return(); lease = default; } if (lease != default) lease.Return();")]
    [InlineData("Allocator allocator = pool.CreateAllocator(); allocator.Allocate(1); allocator.Return(); allocator.Allocate(2); allocator.Return();")]
    [InlineData("Allocator allocator = pool.Allocate(10); allocator.Return(); if (allocator.IsAllocated) allocator.Return();")]
    [InlineData("ByteLease lease = pool.Rent(10); try { lease.Return(); } finally { if (!lease.IsReturned) lease.Return(); }")]
    [InlineData("switch (size) { case 1: { ByteLease lease = pool.Rent(10); lease.Return(); break; } default: { ByteLease lease = pool.Rent(10); " +
        "lease.Return(); break; } }")]
    [InlineData("foreach (ByteLease lease in new List<ByteLease>()) { lease.Return(); }")]
    [InlineData("ByteLease lease = pool.Rent(10); lease.Return(); Action again = () => lease.Return(); again();")]
    public Task Lease_ReturnedOnceOnEachPath_IsNotReported(string code) => Verifier.VerifyStatementsAsync(code);

    [Theory]
    [Trait("Requirement", "A6")]
    [InlineData("ByteLease lease = pool.Rent(10); ByteLease copy = lease; lease.Return(); {|TIDE006:copy.Return()|};")]
    [InlineData("ByteLease lease = pool.Rent(10); ByteLease copy = lease; copy.Return(); {|TIDE006:lease.Return()|};")]
    [InlineData("ByteLease lease = pool.Rent(10); var copy = lease; copy.Dispose(); {|TIDE006:lease.Return()|};")]
    [InlineData("ByteLease lease = pool.Rent(10); ByteLease copy = lease; try { lease.Return(); } finally { {|TIDE006:copy.Return()|}; }")]
    [InlineData("ByteLease lease = pool.Rent(10); ByteLease copy; copy = lease; if (flag) copy.Return(); {|TIDE006:lease.Return()|};")]
    [InlineData("ByteLease lease = pool.Rent(10); ByteLease copy = lease; ByteLease third = copy; lease.Return(); {|TIDE006:third.Return()|};")]
    [InlineData("ByteLease lease = pool.Rent(10); ByteLease? copy = lease; lease.Return(); {|TIDE006:copy.Value.Return()|};")]
    [InlineData("ByteLease? lease = pool.Rent(10); if (lease is { } copy) { copy.Return(); {|TIDE006:lease.Value.Return()|}; }")]
    [InlineData("Allocator allocator = pool.Allocate(10); Allocator same = allocator; allocator.Return(); {|TIDE006:same.Return()|};")]
    [InlineData("ByteLease one = pool.Rent(10); ByteLease other = pool.Rent(20); ByteLease both = flag ? one : other; one.Return(); other.Return(); " +
        "{|TIDE006:both.Return()|};")]
    [InlineData("if (pool.TryRent(10, out ByteLease lease)) { ByteLease copy = lease; copy.Return(); {|TIDE006:lease.Return()|}; }")]
    [InlineData("ByteLease lease = await pool.RentAsync(10); ByteLease copy = lease; lease.Return(); await Task.Yield(); {|TIDE006:copy.Return()|};")]
    [InlineData("ByteLease lease; using (ByteLease owner = pool.Rent(10)) { lease = owner; } {|TIDE006:lease.Return()|};")]
    public Task Copies_BothReturned_AreReportedAtTheSecondReturn(string code) => Verifier.VerifyStatementsAsync(code);

    [Theory]
    [Trait("Requirement", "A6")]
    [InlineData("ByteLease lease = pool.Rent(10); ByteLease copy = lease; copy.Return();")]
    [InlineData("ByteLease lease = pool.Rent(10); using ByteLease copy = lease; Use(lease.Span);")]
    [InlineData("using ByteLease lease = pool.Rent(10); ByteLease copy = lease; copy.Return();")]
    [InlineData("ByteLease lease = pool.Rent(10); ByteLease copy = lease; if (flag) copy.Return(); else lease.Return();")]
    [InlineData("ByteLease lease = pool.Rent(10); ByteLease copy = lease; lease = pool.Rent(20); lease.Return(); copy.Return();")]
    [InlineData("ByteLease lease = pool.Rent(10); ByteLease copy = lease; lease.Return(); copy = pool.Rent(20); copy.Return();")]
    [InlineData("ByteLease a = pool.Rent(10); ByteLease b = pool.Rent(20); (a, b) = (b, a); a.Return(); b.Return();")]
    [InlineData("ByteLease a = pool.Rent(10); ByteLease b = pool.Rent(20); ByteLease t = a; a = b; b = t; a.Return(); b.Return();")]
    [InlineData("ByteLease lease = pool.Rent(10); ByteLease copy = lease; copy.Dispose(); lease.Dispose();")]
    [InlineData("ByteLease lease = pool.Rent(10); ByteLease copy = lease; copy.Return(); if (!lease.IsReturned) lease.Return();")]
    [InlineData("ByteLease one = pool.Rent(10); ByteLease other = pool.Rent(20); ByteLease either = flag ? one : other; either.Return(); if (flag) " +
        "other.Return(); else one.Return();")]
    [InlineData("ByteLease lease = pool.Rent(10); ByteLease copy = default; if (flag) { copy = lease; } else { lease.Return(); } copy.Dispose();")]
    public Task Copies_OneReturned_AreNotReported(string code) => Verifier.VerifyStatementsAsync(code);

    [Theory]
    [Trait("Requirement", "A7")]
    [InlineData("ByteLease lease = pool.Rent(10); for (int i = 0; i < size; i++) { {|TIDE007:lease.Return()|}; }")]
    [InlineData("ByteLease lease = pool.Rent(10); foreach (char c in \"ab\") { Use(lease.IsReturned ? default : lease.Span); {|TIDE007:lease.Return()|}; }")]
    [InlineData("ByteLease lease = pool.Rent(10); while (Ask()) { {|TIDE007:lease.Return()|}; }")]
    [InlineData("ByteLease lease = pool.Rent(10); do { {|TIDE007:lease.Return()|}; } while (Ask());")]
    [InlineData("ByteLease lease = pool.Rent(10); again: {|TIDE007:lease.Return()|}; if (Ask()) goto again;")]
    [InlineData("ByteLease lease = pool.Rent(10); while (Ask()) { if (flag) { {|TIDE007:lease.Return()|}; } }")]
    [InlineData("ByteLease lease = pool.Rent(10); while (Ask()) { try { Console.WriteLine(); } finally { {|TIDE007:lease.Return()|}; } }")]
    [InlineData("ByteLease lease = pool.Rent(10); try { Use(lease.Span); lease.Return(); Console.WriteLine(); } catch { {|TIDE007:lease.Return()|}; throw; }")]
    [InlineData("ByteLease lease = pool.Rent(10); try { Use(lease.Span); } catch (IOException) { lease.Return(); } {|TIDE007:lease.Return()|};")]
    [InlineData("ByteLease lease = pool.Rent(10); try { Use(lease.Span); } catch { lease.Return(); throw; } finally { {|TIDE007:lease.Return()|}; }")]
    [InlineData("ByteLease lease = pool.Rent(10); try { lease.Return(); Console.WriteLine(); } catch (Exception e) when (e is IOException) { " +
        "{|TIDE007:lease.Return()|}; }")]
    [InlineData("Allocator allocator = pool.Allocate(10); for (int i = 0; i < 2; i++) { {|TIDE007:allocator.Return()|}; }")]
    [InlineData("ByteLease lease = await pool.RentAsync(10); try { lease.Return(); await Task.Yield(); } catch (IOException) { {|TIDE007:lease.Return()|}; }")]
    public Task Return_ThatCanRunTwice_IsReported(string code) => Verifier.VerifyStatementsAsync(code);

    [Theory]
    [Trait("Requirement", "A7")]
    [InlineData("for (int i = 0; i < size; i++) { ByteLease lease = pool.Rent(10); lease.Return(); }")]
    [InlineData("ByteLease lease = pool.Rent(10); while (true) { if (Ask()) { lease.Return(); break; } }")]
    [InlineData("ByteLease lease = pool.Rent(10); while (Ask()) { lease.Return(); lease = pool.Rent(10); } lease.Return();")]
    [InlineData("ByteLease lease = pool.Rent(10); while (Ask()) { lease.Dispose(); }  lease.Dispose();")]
    [InlineData("ByteLease lease = pool.Rent(10); do { if (Ask()) { lease.Return(); return; } } while (true);")]
    [InlineData("ByteLease lease = default; foreach (int i in new int[3]) { if (lease != default) { lease.Return(); } lease = pool.Rent(i); } " +
        "lease.Dispose();")]
    [InlineData("ByteLease lease = pool.Rent(10); try { Use(lease.Span); lease.Return(); } catch { lease.Return(); throw; }")]
    [InlineData("ByteLease lease = pool.Rent(10); try { Use(lease.Span); } catch { lease.Return(); throw; } lease.Return();")]
    [InlineData("ByteLease lease = pool.Rent(10); try { Use(lease.Span); } catch (IOException) { lease.Return(); return; } catch (ArgumentException) { " +
        "lease.Return(); return; } lease.Return();")]
    [InlineData("ByteLease lease = pool.Rent(10); bool done = false; try { Use(lease.Span); lease.Return(); done = true; Console.WriteLine(); } catch { " +
        "if (!done) lease.Return(); }")]
    [InlineData("ByteLease lease = pool.Rent(10); try { lease.Return(); Console.WriteLine(); } catch { lease.Dispose(); }")]
    [InlineData("Allocator allocator = pool.CreateAllocator(); while (Ask()) { allocator.Allocate(10); allocator.Return(); }")]
    [InlineData("again: ByteLease lease = pool.Rent(10); lease.Return(); if (Ask()) goto again;")]
    [InlineData("foreach (int i in new int[3]) { ByteLease lease = pool.Rent(i); try { if (i == 1) continue; if (i == 2) break; } finally { " +
        "lease.Return(); } }")]
    public Task Return_ThatRunsOnce_IsNotReported(string code) => Verifier.VerifyStatementsAsync(code);
}
