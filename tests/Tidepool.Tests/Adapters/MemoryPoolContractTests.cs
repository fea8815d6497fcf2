using System.Buffers;

namespace Tidepool.Tests.Adapters;

/// <summary>The documented contract of <see cref="MemoryPool{T}"/>, also run on the framework's own pool as a control.</summary>
[Trait("Requirement", "E2")]
public class MemoryPoolContractTests
{
    public static TheoryData<string> Pools => ["framework", .. Own, .. Reusing];

    public static TheoryData<string> Own => ["Standard", "Unpooled", "Checked", "Guarded"];

    /// <summary>The adapters that may reuse an owner.</summary>
    public static TheoryData<string> Reusing => ["Standard, reusing", "Unpooled, reusing", "Checked, reusing", "Guarded, reusing"];

    public static TheoryData<string> GivingEachRentItsOwner => ["framework", .. Own, "Unpooled, reusing", "Checked, reusing", "Guarded, reusing"];

    [Theory]
    [MemberData(nameof(Pools))]
    public void Rent_GivesAtLeastSoManyBytes(string which) => With(which, static pool =>
    {
        foreach (int size in (int[])[1, 100, 4_096, 100_000])
        {
            using IMemoryOwner<byte> owner = pool.Rent(size);
            Assert.True(owner.Memory.Length >= size);
            owner.Memory.Span.Fill(7);
        }

        using IMemoryOwner<byte> byDefault = pool.Rent();
        Assert.False(byDefault.Memory.IsEmpty);
    });

    [Theory]
    [MemberData(nameof(Own))]
    [MemberData(nameof(Reusing))]
    public void Rent_GivesExactlySoManyBytes_AndFourThousandNinetySixByDefault(string which) => With(which, static pool =>
    {
        foreach (int size in (int[])[0, 1, 100, 5_000, 20_000_000])
        {
            using IMemoryOwner<byte> owner = pool.Rent(size);
            Assert.Equal(size, owner.Memory.Length);
        }

        using IMemoryOwner<byte> byDefault = pool.Rent();
        Assert.Equal(4_096, byDefault.Memory.Length);
        Assert.Equal(Array.MaxLength, pool.MaxBufferSize);
    });

    [Theory]
    [MemberData(nameof(Pools))]
    public void Rent_OutOfRange_Throws(string which) => With(which, static pool =>
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(-2));
        if (pool.MaxBufferSize < int.MaxValue)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(pool.MaxBufferSize + 1));
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rent_OfTheLongestBuffer_IsTried_AndOfMoreRefused(bool reuseOwners)
    {
        using BytePool pool = new(new BytePoolOptions());
        FailingAllocation.Begin(pool);
        MemoryPool<byte> adapter = pool.AsMemoryPool(reuseOwners);
        Assert.Throws<OutOfMemoryException>(() => adapter.Rent(Array.MaxLength));
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>("minBufferSize", () => adapter.Rent(Array.MaxLength + 1));
        Assert.Contains($"0 to {Array.MaxLength:N0} bytes, or -1 for the default of 4,096", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pools))]
    public void Memory_AfterDispose_Throws_AndExtraDisposesAreIgnored(string which) => With(which, static pool =>
    {
        IMemoryOwner<byte> owner = pool.Rent(100);
        owner.Dispose();
        owner.Dispose();
        Assert.Throws<ObjectDisposedException>(() => owner.Memory);
    });

    [Theory]
    [MemberData(nameof(GivingEachRentItsOwner))]
    public void StaleDispose_WhileTheBufferIsRentedAgain_LeavesItOut(string which) => With(which, static pool =>
    {
        IMemoryOwner<byte> stale = pool.Rent(100);
        stale.Dispose();
        using IMemoryOwner<byte> next = pool.Rent(100);
        next.Memory.Span.Fill(5);
        stale.Dispose();
        using IMemoryOwner<byte> third = pool.Rent(100);
        third.Memory.Span.Fill(6);
        Assert.Equal(-1, next.Memory.Span.IndexOfAnyExcept((byte)5));
    });

    [Theory]
    [MemberData(nameof(Pools))]
    public void Dispose_OfAPoolInUse_LeavesItUsable(string which) => With(which, static pool =>
    {
        pool.Dispose();
        using IMemoryOwner<byte> owner = pool.Rent(100);
        Assert.True(owner.Memory.Length >= 100);
    });

    [Fact]
    public void AsMemoryPool_GivesOneAdapter_WhichObeysBudgetAndDisposal()
    {
        BytePool pool = new(new BytePoolOptions { MinSize = 1_024, MaxSize = 1_024, MaxTotalBytes = 1_024 });
        MemoryPool<byte> adapter = pool.AsMemoryPool();
        Assert.Same(adapter, pool.AsMemoryPool());
        using (adapter.Rent(1_000))
        {
            Assert.Throws<InsufficientMemoryException>(() => adapter.Rent(1_000));
        }

        pool.Dispose();
        Assert.Throws<ObjectDisposedException>(() => adapter.Rent(1));
    }

    [Fact]
    public void Rent_WithOwnersUsedAgain_AllocatesNothing() => Assert.Equal(0, AllocatedByPairs(reuseOwners: true, 10_000));

    /// <summary>The size of an owner, as docs/design.md states it. The least of five: a collection also counts the rest of the allocation block.</summary>
    [Fact]
    public void Rent_WithOwnersOfTheirOwn_AllocatesNothingElse() =>
        Assert.Equal(320_000, Enumerable.Range(0, 5).Min(static _ => AllocatedByPairs(reuseOwners: false, 10_000)));

    [Theory]
    [MemberData(nameof(Reusing))]
    public void StaleDispose_WhileNobodyHasTheOwner_ReachesNobody(string which)
    {
        ArgumentNullException.ThrowIfNull(which);
        using BytePool pool = new(new BytePoolOptions { Mode = ModeOf(which), OnMisuse = static _ => { } });
        MemoryPool<byte> adapter = pool.AsMemoryPool(reuseOwners: true);
        IMemoryOwner<byte> stale = adapter.Rent(1_000);
        stale.Dispose();
        stale.Dispose();
        using ByteLease lease = pool.Rent(1_000);
        stale.Dispose();
        Assert.False(lease.IsReturned);
        byte[] array = pool.AsArrayPool().Rent(1_000);
        stale.Dispose();
        pool.AsArrayPool().Return(array);
        Assert.Throws<ObjectDisposedException>(() => stale.Memory);
        Assert.Equal(1, pool.GetStatistics() is var statistics ? statistics.Rented : 0);
    }

    [Theory]
    [InlineData(PoolMode.Checked)]
    [InlineData(PoolMode.Guarded)]
    [Trait("Requirement", "B2")]
    public void SecondDispose_OfAnOwnerThatMightBeUsedAgain_IsReported(PoolMode mode)
    {
        List<MisuseReport> reports = [];
        using BytePool pool = new(new BytePoolOptions { Mode = mode, OnMisuse = reports.Add });
        IMemoryOwner<byte> ordinary = pool.AsMemoryPool().Rent(1_000);
        ordinary.Dispose();
        ordinary.Dispose();
        Assert.Empty(reports);

        IMemoryOwner<byte> owner = pool.AsMemoryPool(reuseOwners: true).Rent(1_000);
        owner.Dispose();
        Assert.Empty(reports);
        owner.Dispose();
        Assert.Equal(MisuseKind.ReturnedTwice, Assert.Single(reports).Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Requirement", "B3")]
    public void SampledRents_AreServedByTrackedBuffers(bool reuseOwners)
    {
        using BytePool pool = new(new BytePoolOptions { SampledMode = PoolMode.Checked, SampledModeInterval = 1 });
        IMemoryOwner<byte> owner = pool.AsMemoryPool(reuseOwners).Rent(1_000);
        Memory<byte> memory = owner.Memory;
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetMemoryManager<byte, MemoryManager<byte>>(memory, out _));
        owner.Dispose();
        Assert.Throws<BufferAlreadyReturnedException>(() => memory.Span[0]);
        Assert.Equal(0, pool.GetStatistics().Rented);
    }

    private static long AllocatedByPairs(bool reuseOwners, int pairs)
    {
        using BytePool pool = new(new BytePoolOptions { LeakSamplingInterval = 0, DecayTime = Timeout.InfiniteTimeSpan });
        MemoryPool<byte> adapter = pool.AsMemoryPool(reuseOwners);
        Do(adapter, 4_000);

        // By now the thread has residents, and their table exists.
        long before = GC.GetAllocatedBytesForCurrentThread();
        Do(adapter, pairs);
        return GC.GetAllocatedBytesForCurrentThread() - before;

        static void Do(MemoryPool<byte> adapter, int pairs)
        {
            for (int pair = 0; pair < pairs; pair++)
            {
                // Two at a time: the second isn't in the hot slot.
                IMemoryOwner<byte> first = adapter.Rent(1_000);
                if (pair + 1 < pairs)
                {
                    pair++;
                    adapter.Rent(1_000).Dispose();
                }

                first.Memory.Span[0] = 1;
                first.Dispose();
            }
        }
    }

    private static PoolMode ModeOf(string which) => Enum.Parse<PoolMode>(which.Split(',')[0]);

    private static void With(string which, Action<MemoryPool<byte>> test)
    {
        if (which == "framework")
        {
            test(MemoryPool<byte>.Shared);
            return;
        }

        using BytePool pool = new(new BytePoolOptions { Mode = ModeOf(which), OnMisuse = static _ => { } });
        bool reuseOwners = which.EndsWith("reusing", StringComparison.Ordinal);
        MemoryPool<byte> adapter = pool.AsMemoryPool(reuseOwners);
        Assert.Same(adapter, pool.AsMemoryPool(reuseOwners));
        test(adapter);
        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal(0, statistics.Rented);
        Snapshots.AssertAddsUp(statistics);
    }
}
