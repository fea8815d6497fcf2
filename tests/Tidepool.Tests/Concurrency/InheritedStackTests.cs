using System.Runtime.CompilerServices;
using Tidepool.Slots;

namespace Tidepool.Tests.Concurrency;

/// <summary>A thread whose stack lies where an ended thread's lay acts in its place, and may be doing so when the ended one is taken over: here it has found
/// the ended thread's residents just before, and carries on just after.</summary>
[Collection(RunsAlone.Name)]
[Trait("Requirement", "S3")]
public sealed class InheritedStackTests : IDisposable
{
    private const int Size = 1_000;

    private readonly BytePool _pool = new(new BytePoolOptions { DecayTime = Timeout.InfiniteTimeSpan });
    private readonly Residents _left;

    public InheritedStackTests()
    {
        Residents? left = null;
        Thread thread = new(() =>
        {
            using ByteLease lease = _pool.Rent(Size);
            left = Assert.Single(ThreadsOf(lease.Slot!.Bucket));
        });
        thread.Start();
        Watchdog.Join(thread, "the thread has ended");
        _left = left!;
        OwnerThreads.OnThreadEnded(_left.Thread!);
        Assert.Null(_left.Batch.TryRent(Size));
    }

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void Return_IntoTheBatchOfOneThatWasTakenOver_LeavesTheBufferToAll()
    {
        ByteLease lease = _pool.Rent(Size);
        Slot slot = lease.Slot!;
        long claimed = Generation.Claim(lease.Generation);
        Assert.Equal(lease.Generation, Interlocked.CompareExchange(ref slot.Generation, claimed, lease.Generation));

        _left.Batch.Add(slot, claimed);

        Assert.InRange(slot.Generation, Generation.Shared, Generation.Batched - 1);
        using ByteLease again = _pool.Rent(Size);
        Assert.Same(slot, again.Slot);
    }

    [Fact]
    public void Rent_ByOneThatWasTakenOver_IsCounted()
    {
        long before = _pool.GetStatistics().Hits;
        Slot? slot = _left.Bucket.TryRentShared(_left, Size);
        Assert.NotNull(slot);
        Assert.Equal(before + 1, _pool.GetStatistics().Hits);
        new ByteLease(slot).Return();
        Books.AssertAddUp(_pool.GetStatistics(), int.MaxValue);
    }

    [Fact]
    public void Rent_ByOneThatWasTakenOver_EarnsNothing()
    {
        Slot? slot = null;
        for (int rent = 0; rent < Residency.RentsToEarn + 2; rent++)
        {
            slot = _left.Bucket.TryRentShared(_left, Size);
            Assert.NotNull(slot);
            new ByteLease(slot).Return();

            // As if the same thread had returned it.
            slot.Renter = _left.Thread.Number;
        }

        Assert.Equal(0, _left.Count);
        Assert.False(slot!.HasOwner);
    }

    [Fact]
    public void GivenBatch_TakenByOneThatWasTakenOver_IsLeftToAll()
    {
        // Enough slots that a batch may hold several. One thread gives some of them away.
        ByteLease[] leases = Leases.RentMany(_pool, 400, Size);
        using Colleague other = new();
        other.Do(() => Leases.ReturnAll(leases));
        Assert.False(_left.Bucket.Given.IsEmpty);

        // A caller begins to wait just then.
        Accounting.Budget budget = _left.Bucket.Pool.Budget;
        int served = 0;
        (Action serve, budget.Serve) = (budget.Serve, () => served++);
        budget.Waiting = 1;
        Slot? slot = _left.Batch.TryRentGiven(Size);
        budget.Waiting = 0;
        budget.Serve = serve;

        Assert.NotNull(slot);
        Assert.True(_left.Batch.IsEmpty, "The rest of the batch goes to the shared stack.");
        Assert.Equal(1, served);
        new ByteLease(slot).Return();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_threads")]
    private static extern ref List<Residents> ThreadsOf(Bucket bucket);
}
