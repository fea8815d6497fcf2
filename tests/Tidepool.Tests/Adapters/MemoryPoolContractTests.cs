using System.Buffers;

namespace Tidepool.Tests.Adapters;

/// <summary>What <see cref="MemoryPool{T}"/> documents, run over the framework's own pool too, as a control.</summary>
[Trait("Requirement", "E2")]
public class MemoryPoolContractTests
{
    public static TheoryData<string> Pools => ["framework", "Standard", "Unpooled", "Checked"];

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
    [MemberData(nameof(Pools))]
    public void Memory_AfterDispose_Throws_AndExtraDisposesAreIgnored(string which) => With(which, static pool =>
    {
        IMemoryOwner<byte> owner = pool.Rent(100);
        owner.Dispose();
        owner.Dispose();
        Assert.Throws<ObjectDisposedException>(() => owner.Memory);
    });

    [Theory]
    [MemberData(nameof(Pools))]
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

    private static void With(string which, Action<MemoryPool<byte>> test)
    {
        if (which == "framework")
        {
            test(MemoryPool<byte>.Shared);
            return;
        }

        using BytePool pool = new(new BytePoolOptions { Mode = Enum.Parse<PoolMode>(which) });
        test(pool.AsMemoryPool());
        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal(0, statistics.Rented);
        Snapshots.AssertAddsUp(statistics);
    }
}
