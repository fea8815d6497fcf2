using System.Buffers;
using Tidepool.Tests.Concurrency;

namespace Tidepool.Tests.Adapters;

/// <summary>A lease handed on as a memory owner of its first bytes: the owner holds the buffer, and the lease is stale.</summary>
[Trait("Requirement", "E2")]
public class HandedOnLeaseTests
{
    private const int Size = 1_000;
    private const int Length = 300;

    public static TheoryData<PoolMode> Modes => [.. Enum.GetValues<PoolMode>()];

    public static TheoryData<PoolMode> TrackingModes => [PoolMode.Checked, PoolMode.Guarded];

    [Theory]
    [MemberData(nameof(Modes))]
    public void Owner_HasTheFirstBytes_AndGivesTheBufferBack(PoolMode mode)
    {
        using BytePool pool = NewPool(mode);

        // Shared buffers at first, then the thread's residents.
        for (int round = 0; round < 1_000; round++)
        {
            ByteLease lease = pool.Rent(Size);
            Fill(lease.Span);
            IMemoryOwner<byte> owner = lease.ToMemoryOwner(Length);
            Assert.Equal(Length, owner.Memory.Length);
            AssertFilled(owner.Memory.Span);
            AssertRented(1, pool);
            owner.Dispose();
            AssertRented(0, pool);
            Assert.Throws<ObjectDisposedException>(() => owner.Memory);
            owner.Dispose();
        }

        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Requirement", "S9")]
    [Trait("Requirement", "B1")]
    public void Lease_HandedOn_IsStale(PoolMode mode)
    {
        using BytePool pool = NewPool(mode);
        ByteLease lease = pool.Rent(Size);
        ByteLease copy = lease;
        using IMemoryOwner<byte> owner = lease.ToMemoryOwner(Length);
        foreach (ByteLease stale in (ByteLease[])[lease, copy])
        {
            Assert.True(stale.IsReturned);
            Assert.Throws<BufferAlreadyReturnedException>(() => stale.Span.Length);
            Assert.Throws<BufferAlreadyReturnedException>(() => stale.Memory);
            Assert.Throws<BufferAlreadyReturnedException>(() => stale.Length);
            Assert.Throws<BufferAlreadyReturnedException>(stale.Return);
            Assert.Throws<BufferAlreadyReturnedException>(() => stale.ToMemoryOwner());
            Assert.Throws<BufferAlreadyReturnedException>(() => stale.ToMemoryOwner(1));
            stale.Dispose();
        }

        // None of that has given the buffer back.
        AssertRented(1, pool);
        owner.Memory.Span.Fill(1);
    }

    /// <summary>At this interval, the rent that creates a buffer is recorded, and the next one hardly ever is.</summary>
    [Theory]
    [InlineData(PoolMode.Standard)]
    [InlineData(PoolMode.Checked)]
    [InlineData(PoolMode.Guarded)]
    public void GetOutstanding_ShowsTheRentOfALeaseThatWasHandedOn(PoolMode mode)
    {
        using BytePool pool = new(new BytePoolOptions { Mode = mode, LeakSamplingInterval = 256 });
        IMemoryOwner<byte> owner = pool.Rent(Size).ToMemoryOwner(Length);
        OutstandingLease outstanding = Assert.Single(pool.GetOutstanding());
        Assert.Equal(Length, outstanding.Length);
        Assert.Contains(nameof(GetOutstanding_ShowsTheRentOfALeaseThatWasHandedOn), outstanding.ToString(), StringComparison.Ordinal);
        owner.Dispose();
        Assert.Empty(pool.GetOutstanding());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void UsingDeclaration_AtTheRent_ReturnsTheBufferOnlyWhereItWasNotHandedOn(PoolMode mode)
    {
        using BytePool pool = NewPool(mode);
        Assert.Throws<InvalidDataException>(() => Compress(pool, fails: true));
        AssertRented(0, pool);
        using (IMemoryOwner<byte> owner = Compress(pool, fails: false))
        {
            AssertRented(1, pool);
            AssertFilled(owner.Memory.Span);
        }

        AssertRented(0, pool);

        static IMemoryOwner<byte> Compress(BytePool pool, bool fails)
        {
            using ByteLease lease = pool.Rent(Size);
            Fill(lease.Span);
            return fails ? throw new InvalidDataException() : lease.ToMemoryOwner(Length);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Requirement", "B10")]
    public void Length_OutOfRange_IsRefusedAndTheLeaseStays(PoolMode mode)
    {
        using BytePool pool = NewPool(mode);
        using ByteLease lease = pool.Rent(Size);
        foreach (int length in (int[])[-1, Size + 1, int.MinValue, int.MaxValue])
        {
            ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>("length", () => lease.ToMemoryOwner(length));
            Assert.Equal(length, error.ActualValue);
            Assert.Contains("0 to 1,000", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(Size, lease.Span.Length);
        Assert.Throws<InvalidOperationException>(() => default(ByteLease).ToMemoryOwner());
        Assert.Throws<InvalidOperationException>(() => default(ByteLease).ToMemoryOwner(0));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Lengths_AtBothEnds_AreRight(PoolMode mode)
    {
        using BytePool pool = NewPool(mode);
        foreach (int size in (int[])[0, 1, 64, Size, pool.MaxSize + 1])
        {
            using (IMemoryOwner<byte> all = pool.Rent(size).ToMemoryOwner())
            {
                Assert.Equal(size, all.Memory.Length);
                all.Memory.Span.Fill(1);
            }

            using IMemoryOwner<byte> none = pool.Rent(size).ToMemoryOwner(0);
            Assert.Equal(0, none.Memory.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Owner_MadeAndDisposedOnOtherThreads_GivesTheBufferBackOnce(PoolMode mode)
    {
        using BytePool pool = NewPool(mode);
        for (int round = 0; round < 200; round++)
        {
            ByteLease lease = pool.Rent(Size);
            lease.Span[0] = (byte)round;
            IMemoryOwner<byte>? owner = null;
            OtherThread.Run(() => owner = lease.ToMemoryOwner(Length));
            Assert.Equal((byte)round, owner!.Memory.Span[0]);
            using ByteLease next = pool.Rent(Size);
            next.Span.Fill(0xFF);
            Assert.Equal((byte)round, owner.Memory.Span[0]);
            OtherThread.Run(owner.Dispose);
        }

        AssertRented(0, pool);
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [Trait("Requirement", "S14")]
    public void Lease_HandedOn_CountsAsOneRent(bool isResident, bool isHandedOnElsewhere)
    {
        using BytePool pool = NewPool(PoolMode.Standard);
        if (isResident)
        {
            Residency.Earn(pool, Size);
        }

        BytePoolStatistics before = pool.GetStatistics();
        ByteLease lease = pool.Rent(Size);
        IMemoryOwner<byte>? owner = null;
        if (isHandedOnElsewhere)
        {
            OtherThread.Run(() => owner = lease.ToMemoryOwner(Length));
        }
        else
        {
            owner = lease.ToMemoryOwner(Length);
        }

        owner!.Dispose();
        BytePoolStatistics after = pool.GetStatistics();
        Assert.Equal(
            (before.Hits + before.Misses + 1, before.Returned + 1, 0),
            (after.Hits + after.Misses, after.Returned, after.Rented));
    }

    [Fact]
    public void StaleOwner_WhoseBufferIsRentedAgain_LeavesTheNextRenterAlone()
    {
        using BytePool pool = NewPool(PoolMode.Standard);
        IMemoryOwner<byte> owner = pool.Rent(Size).ToMemoryOwner(Length);
        owner.Dispose();
        using ByteLease next = pool.Rent(Size);
        owner.Dispose();
        Assert.Equal(Size, next.Span.Length);
        AssertRented(1, pool);
    }

    [Theory]
    [MemberData(nameof(TrackingModes))]
    [Trait("Requirement", "B2")]
    public void Memory_TakenFromTheLease_IsStale_AndThatOfTheOwnerIsPinnedWhereItLies(PoolMode mode)
    {
        using BytePool pool = NewPool(mode);
        ByteLease lease = pool.Rent(Size);
        Memory<byte> before = lease.Memory;
        Fill(before.Span);
        using IMemoryOwner<byte> owner = lease.ToMemoryOwner(Length);
        Assert.Throws<BufferAlreadyReturnedException>(() => before.Span.Length);
        using MemoryHandle handle = owner.Memory[10..].Pin();
        unsafe
        {
            AssertFilled(new ReadOnlySpan<byte>(handle.Pointer, Length - 10), from: 10);
        }
    }

    [Theory]
    [MemberData(nameof(TrackingModes))]
    [Trait("Requirement", "B2")]
    public void Write_BehindTheLengthHandedOn_IsAnOverrun(PoolMode mode)
    {
        List<MisuseReport> reports = [];
        using BytePool pool = NewPool(mode, reports);
        ByteLease lease = pool.Rent(Size);
        Span<byte> all = lease.Span;
        all.Fill(7);
        IMemoryOwner<byte> owner = lease.ToMemoryOwner(Length);
        all[Length + 2] = 1;
        Assert.Throws<BufferOverrunException>(owner.Dispose);
        MisuseReport report = Assert.Single(reports);
        Assert.Equal((MisuseKind.Overrun, Length + 2, Length), (report.Kind, report.Offset, report.Length));
        AssertRented(0, pool);
    }

    [Theory]
    [MemberData(nameof(TrackingModes))]
    [Trait("Requirement", "B2")]
    public void Reports_NameTheRentTheHandingOnAndTheLengthLeft(PoolMode mode)
    {
        List<MisuseReport> reports = [];
        BytePool pool = NewPool(mode, reports);
        ByteLease lease = pool.Rent(Size);
        using IMemoryOwner<byte> owner = lease.ToMemoryOwner(Length);
        Assert.Throws<BufferAlreadyReturnedException>(lease.Return);
        Assert.Contains(nameof(ByteLease.ToMemoryOwner), reports[0].ReturnStack!.ToString(), StringComparison.Ordinal);
        Assert.Contains(nameof(Reports_NameTheRentTheHandingOnAndTheLengthLeft), reports[0].RentStack!.ToString(), StringComparison.Ordinal);
        Assert.Equal(Length, Assert.Single(pool.GetOutstanding()).Length);
        pool.Dispose();
        Assert.Equal((MisuseKind.OutAtDisposal, Length), (reports[1].Kind, reports[1].Length));
        Assert.Equal(2, reports.Count);
        owner.Memory.Span.Fill(1);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void SampledRents_AreHandedOnToo(PoolMode mode)
    {
        if (mode is PoolMode.Checked or PoolMode.Guarded)
        {
            using BytePool pool = new(new BytePoolOptions { SampledMode = mode, SampledModeInterval = 1 });
            ByteLease lease = pool.Rent(Size);
            Fill(lease.Span);
            using IMemoryOwner<byte> owner = lease.ToMemoryOwner(Length);
            AssertFilled(owner.Memory.Span);
            Assert.Equal(Length, Assert.Single(pool.GetOutstanding()).Length);
        }
        else
        {
            using BytePool pool = new(new BytePoolOptions { Mode = mode, LeakSamplingInterval = 1 });
            using IMemoryOwner<byte> owner = pool.Rent(Size).ToMemoryOwner(Length);
            OutstandingLease outstanding = Assert.Single(pool.GetOutstanding());
            Assert.Equal(Length, outstanding.Length);
            Assert.Contains(nameof(SampledRents_AreHandedOnToo), outstanding.RentStack.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Budget_AfterOwnersAreDisposed_IsFree(PoolMode mode)
    {
        using BytePool pool = new(new BytePoolOptions { Mode = mode, MaxTotalBytes = 1_024 });
        for (int round = 0; round < 10; round++)
        {
            using IMemoryOwner<byte> owner = pool.Rent(1_024).ToMemoryOwner(1);
            Assert.False(pool.TryRent(1_024, out _));
        }
    }

    private static BytePool NewPool(PoolMode mode, List<MisuseReport>? reports = null) =>
        new(new BytePoolOptions { Mode = mode, OnMisuse = report => reports?.Add(report) });

    private static void Fill(Span<byte> bytes)
    {
        for (int index = 0; index < bytes.Length; index++)
        {
            bytes[index] = (byte)(index * 7);
        }
    }

    private static void AssertFilled(ReadOnlySpan<byte> bytes, int from = 0)
    {
        for (int index = 0; index < bytes.Length; index++)
        {
            Assert.Equal((byte)((index + from) * 7), bytes[index]);
        }
    }

    /// <summary>The owner thread returns the lease while another thread hands it on, and its store comes late. Only one rent may hold the
    /// buffer.</summary>
    [Fact]
    [Trait("Requirement", "B1")]
    public void Lease_OfAThreadsOwnBuffer_HandedOnElsewhereWhileItIsReturned_IsNeverTwoRents()
    {
        using BytePool pool = NewPool(PoolMode.Standard);
        Residency.Earn(pool, Size);
        ByteLease lease = pool.Rent(Size);
        Assert.True(Residency.IsResident(lease));
        IMemoryOwner<byte> owner = OtherThread.Run(() => lease.ToMemoryOwner(Length));

        // The last step of a return that found the lease valid earlier.
        lease.Slot!.ReturnByOwner(lease.Generation);

        using ByteLease next = pool.Rent(Size);
        Assert.Throws<ObjectDisposedException>(() => owner.Memory);
        owner.Dispose();
        Assert.False(next.IsReturned);
        AssertRented(1, pool);
    }

    private static void AssertRented(long expected, BytePool pool) => Assert.Equal(expected, pool.GetStatistics().Rented);
}
