using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Tidepool.Slots;

namespace Tidepool.Tests;

/// <summary>On average one rent in every sampling interval records its caller, whichever way it was served.</summary>
[Collection(nameof(FullCollections))]
[Trait("Requirement", "B3")]
public class RentSamplingTests
{
    private const int Size = 1000;

    [Fact]
    public void Rent_EachSampled_RecordsItsCaller()
    {
        using BytePool pool = NewPool(interval: 1);
        for (int round = 0; round < 100; round++)
        {
            // The first rent of a round finds the hot slot, the others find other slots; in the first round all slots are made.
            ByteLease[] leases = [.. Enumerable.Range(0, 5).Select(_ => RentForSampling(pool))];
            IReadOnlyList<OutstandingLease> outstanding = pool.GetOutstanding();
            Assert.Equal(leases.Length, outstanding.Count);
            Assert.All(outstanding, static lease => Assert.Contains(lease.RentStack.GetFrames(), static frame => NameOf(frame) == nameof(RentForSampling)));
            Assert.All(outstanding,
                static lease => Assert.Equal((1_024, Size, Environment.CurrentManagedThreadId), (lease.BucketSize, lease.Length, lease.RentThreadId)));
            Assert.All(outstanding, static lease => Assert.InRange(lease.Age, TimeSpan.Zero, TimeSpan.FromHours(1)));
            Assert.Matches($"^1,000 bytes \\(bucket 1,024\\), rented by thread [0-9]+, [0-9.]+ s ago, at\n    .*{nameof(RentForSampling)}\n",
                outstanding[0].ToString());
            Array.ForEach(leases, static lease => lease.Return());
            Assert.Empty(pool.GetOutstanding());
        }

        Assert.Equal(5, pool.GetStatistics().Misses);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Rent_WithAnInterval_IsSampledThatOftenOnAverage(int held)
    {
        const int Interval = 1000;
        const int Rents = 200_000;
        using BytePool pool = NewPool(Interval);
        ByteLease[] leases = new ByteLease[held];
        int samples = 0;
        for (int rent = 0; rent < Rents; rent += held)
        {
            for (int i = 0; i < held; i++)
            {
                leases[i] = pool.Rent(Size);
            }

            samples += pool.GetOutstanding().Count;
            Array.ForEach(leases, static lease => lease.Return());
        }

        // 200 are expected, with a deviation of 9 or, if several slots are at different points of their intervals, less than 25.
        Assert.InRange(samples, 100, 320);
        Assert.Equal(held, pool.GetStatistics().Misses);
    }

    [Fact]
    public void Rent_WithoutAnInterval_IsNeverSampled()
    {
        using BytePool pool = NewPool(interval: 0);
        ByteLease[] leases = [.. Enumerable.Range(0, 100).Select(_ => pool.Rent(Size))];
        Assert.Empty(pool.GetOutstanding());
        Array.ForEach(leases, static lease => lease.Return());
    }

    [Fact]
    public async Task Rent_OnOtherPaths_IsSampledToo()
    {
        using BytePool pool = NewPool(interval: 1);
        Assert.True(pool.TryRent(Size, out ByteLease tried));
        ByteLease awaited = await pool.RentAsync(Size, TestContext.Current.CancellationToken);
        Assert.True(pool.TryRent(pool.MaxSize + 1, out ByteLease unpooled));
        Assert.Equal(3, pool.GetOutstanding().Count);
        tried.Return();
        awaited.Return();
        unpooled.Return();
    }

    [Fact]
    [Trait("Requirement", "S13")]
    public void DroppedLease_ThoughSampled_IsCollected()
    {
        using BytePool pool = NewPool(interval: 1);
        Drop(pool);
        FullCollections.RunUntil(() => pool.GetStatistics().Abandoned == 10);
        Assert.Empty(pool.GetOutstanding());
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    [Fact]
    [Trait("Requirement", "S13")]
    public void DroppedLease_Sampled_IsReportedWithItsCallSite()
    {
        ConcurrentBag<MisuseReport> reports = [];
        using BytePool pool = new(new BytePoolOptions { LeakSamplingInterval = 1, DecayTime = Timeout.InfiniteTimeSpan, OnMisuse = reports.Add });
        Drop(pool);
        FullCollections.RunUntil(() => reports.Count == 10);

        Assert.Equal(10, reports.Count);
        Assert.All(reports, static report => Assert.Equal((MisuseKind.Dropped, 1_024, Size), (report.Kind, report.BucketSize, report.Length)));
        Assert.All(reports, static report => Assert.Contains(nameof(Drop), report.ToString(), StringComparison.Ordinal));
        Assert.Equal(10, pool.GetStatistics().Abandoned);
    }

    /// <summary>One report for one lease: it was reported as out when the pool was disposed, so its drop isn't reported again.</summary>
    [Fact]
    [Trait("Requirement", "S13")]
    public void DroppedLease_ReportedAtTheDisposal_IsNotReportedAgain()
    {
        ConcurrentBag<MisuseReport> reports = [];
        BytePool pool = new(new BytePoolOptions { LeakSamplingInterval = 1, DecayTime = Timeout.InfiniteTimeSpan, OnMisuse = reports.Add });
        DropAndDispose(pool);
        Assert.Equal(10, reports.Count);
        FullCollections.RunUntil(() => pool.GetStatistics().Abandoned == 10);
        Assert.Equal(10, reports.Count);
        Assert.All(reports, static report => Assert.Equal((MisuseKind.OutAtDisposal, 1), (report.Kind, report.Count)));
        Assert.Empty(pool.GetOutstanding());

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void DropAndDispose(BytePool pool)
        {
            ByteLease[] leases = [.. Enumerable.Range(0, 10).Select(_ => pool.Rent(Size))];
            pool.Dispose();
            GC.KeepAlive(leases);
        }
    }

    [Fact]
    public void Traces_OfReturnedBuffers_AreForgotten()
    {
        using BytePool pool = NewPool(interval: 1);
        for (int round = 0; round < 5; round++)
        {
            ByteLease[] leases = [.. Enumerable.Range(0, 2_000).Select(_ => pool.Rent(Size))];
            Array.ForEach(leases, static lease => lease.Return());
            pool.Trim();
        }

        Assert.Equal(0, pool.Engine.Sampling.Rents.Count);
    }

    [Fact]
    public void Outstanding_OfMany_AreAllKnown()
    {
        using BytePool pool = NewPool(interval: 1);
        ByteLease[] leases = [.. Enumerable.Range(0, 5_000).Select(_ => pool.Rent(Size))];
        Array.ForEach(leases[..2_500], static lease => lease.Return());
        ByteLease[] again = [.. Enumerable.Range(0, 1_000).Select(_ => pool.Rent(Size))];
        Assert.Equal(3_500, pool.GetOutstanding().Count);
        Array.ForEach(leases[2_500..], static lease => lease.Return());
        Array.ForEach(again, static lease => lease.Return());
        Assert.Empty(pool.GetOutstanding());
    }

    /// <summary>A slot that a tracked slot replaces goes back to the pool, and serves no rent, whatever fails after that.</summary>
    [Fact]
    [Trait("Requirement", "B1")]
    public void Slot_WithATrackedOneInItsStead_IsNeverLentOnceItIsBack()
    {
        RentSampling sampling = new(traceInterval: 0, substituteInterval: 1, TimeProvider.System);
        PoolContext pool = new() { Sampling = sampling };
        Bucket bucket = new(pool, Size, maxIdle: 8, clearsOnReturn: false);
        Slot slot = new(bucket, new byte[Size], Generation.FirstRent) { Length = Size };
        bucket.AdoptNew(slot);
        pool.Budget.Serve = static () => FailingAllocation.Fail(0, false);
        pool.Budget.Waiting = 1;
        sampling.RentTracked = static _ => Residents.NoSlot;

        Assert.Throws<OutOfMemoryException>(() => sampling.Sample(slot));
        Assert.Equal(1 + Generation.Shared, slot.Generation);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [Trait("Requirement", "B10")]
    public void LeakSamplingInterval_Negative_IsRefused(int interval)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => NewPool(interval));
        Assert.Equal((nameof(BytePoolOptions.LeakSamplingInterval), interval), (error.ParamName, error.ActualValue));
    }

    private static BytePool NewPool(int interval) => new(new BytePoolOptions { LeakSamplingInterval = interval, DecayTime = Timeout.InfiniteTimeSpan });

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ByteLease RentForSampling(BytePool pool) => pool.Rent(Size);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(BytePool pool)
    {
        for (int i = 0; i < 10; i++)
        {
            pool.Rent(Size);
        }
    }

    private static string? NameOf(StackFrame frame) => DiagnosticMethodInfo.Create(frame)?.Name;
}
