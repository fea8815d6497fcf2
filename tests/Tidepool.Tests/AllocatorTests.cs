using System.Buffers;

namespace Tidepool.Tests;

public class AllocatorTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(5_000)]
    [Trait("Requirement", "S5")]
    [Trait("Requirement", "S7")]
    public void Allocate_GivesExactlySoManyBytes_AndTheSameEachTime(int size)
    {
        using BytePool pool = new(16, 4_096, 8);
        Allocator allocator = pool.CreateAllocator();
        Memory<byte> memory = allocator.Allocate(size);
        Assert.Equal(size, memory.Length);
        Assert.Equal(memory, allocator.Memory);
        Assert.Equal(size, allocator.Span.Length);
        Assert.Equal(size, allocator.Length);
        Assert.True(allocator.Capacity >= size);
        Assert.True(allocator.IsAllocated);
        memory.Span.Fill(3);
        Buffers.AssertAllAre(3, allocator.Span);
        Buffers.AssertAllAre(3, ((IMemoryOwner<byte>)allocator).Memory.Span);
    }

    [Fact]
    [Trait("Requirement", "S6")]
    public void PoolAllocate_GivesAnAllocatorThatHoldsABuffer()
    {
        using BytePool pool = new(16, 4_096, 8);
        using Allocator allocator = pool.Allocate(100);
        Assert.True(allocator.IsAllocated);
        Assert.Equal(100, allocator.Memory.Length);
        Assert.Equal(128, allocator.Capacity);
        Assert.Equal(1, pool.GetStatistics().Rented);
    }

    [Fact]
    [Trait("Requirement", "S7")]
    [Trait("Requirement", "S9")]
    public void Use_BeforeAllocationAndAfterReturn_Throws()
    {
        using BytePool pool = new(16, 4_096, 8);
        Allocator allocator = pool.CreateAllocator();
        AssertHoldsNothing(allocator, "has not allocated one yet");
        allocator.Dispose();
        AssertHoldsNothing(allocator, "has not allocated one yet");
        allocator.Allocate(100);
        allocator.Return();
        AssertHoldsNothing(allocator, "has returned what it held");
        allocator.Allocate(100);
        allocator.Dispose();
        AssertHoldsNothing(allocator, "has returned what it held");
        Assert.Equal(2, pool.GetStatistics().Returned);
    }

    [Fact]
    [Trait("Requirement", "S8")]
    public void Allocate_WhileHolding_ThrowsAndKeepsWhatIsHeld()
    {
        using BytePool pool = new(16, 4_096, 8);
        Allocator allocator = pool.Allocate(1_500);
        allocator.Span.Fill(9);
        string before = Snapshots.Of(pool);
        string message = Assert.Throws<BufferAlreadyAllocatedException>(() => allocator.Allocate(2_600)).Message;
        Assert.Contains("1,500", message, StringComparison.Ordinal);
        Assert.Contains("2,600", message, StringComparison.Ordinal);
        Assert.Contains("Return", message, StringComparison.Ordinal);
        Assert.Equal(before, Snapshots.Of(pool));
        Assert.Equal(1_500, allocator.Length);
        Buffers.AssertAllAre(9, allocator.Span);
        allocator.Return();
        Assert.Equal(2_600, allocator.Allocate(2_600).Length);
    }

    [Fact]
    [Trait("Requirement", "S12")]
    public void Allocator_AfterReturn_IsUsedAgainAndAgain()
    {
        using BytePool pool = new(16, 4_096, 8);
        Allocator allocator = pool.CreateAllocator();
        for (int size = 0; size < 5_000; size += 7)
        {
            Assert.Equal(size, allocator.Allocate(size).Length);
            Assert.Throws<BufferAlreadyAllocatedException>(() => allocator.Allocate(1));
            if (size % 2 == 0)
            {
                allocator.Return();
            }
            else
            {
                allocator.Dispose();
            }
        }

        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal(9, statistics.Misses - statistics.Unpooled);
        Assert.Equal(0, statistics.Rented);
        Snapshots.AssertAddsUp(statistics);
    }

    [Fact]
    [Trait("Requirement", "S12")]
    public void Allocator_HandedToAnotherThread_WorksThere()
    {
        using BytePool pool = new(16, 4_096, 8);
        Allocator allocator = pool.Allocate(100);
        allocator.Span.Fill(4);
        OtherThread.Run(() =>
        {
            Buffers.AssertAllAre(4, allocator.Span);
            allocator.Return();
            allocator.Allocate(200);
        });
        Assert.Equal(200, allocator.Length);
        allocator.Return();
        Assert.Equal(0, pool.GetStatistics().Rented);
    }

    [Fact]
    [Trait("Requirement", "S9")]
    public void Dispose_ManyTimes_ReturnsOnce()
    {
        using BytePool pool = new(16, 4_096, 8);
        Allocator allocator = pool.CreateAllocator();
        allocator.Dispose();
        allocator.Allocate(100);
        allocator.Dispose();
        allocator.Dispose();
        Assert.Equal(1, pool.GetStatistics().Returned);
        Assert.False(allocator.IsAllocated);
    }

    [Fact]
    [Trait("Requirement", "S13")]
    public void Pool_ServesOn_WhenNothingIsEverReturned()
    {
        using BytePool pool = new(16, 4_096, 1);
        for (int rent = 0; rent < 1_000; rent++)
        {
            Assert.Equal(100, pool.Allocate(100).Memory.Length);
            Assert.Equal(100, pool.Rent(100).Memory.Length);
        }

        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal(2_000, statistics.Misses);
        Assert.Equal(0, statistics.Returned);
        Snapshots.AssertAddsUp(statistics);
    }

    [Fact]
    [Trait("Requirement", "B10")]
    public void Allocate_ThatFails_LeavesTheAllocatorEmptyAndUsable()
    {
        using BytePool pool = new(16, 4_096, 8);
        Allocator allocator = pool.CreateAllocator();
        Assert.Throws<ArgumentOutOfRangeException>(() => allocator.Allocate(-1));
        AssertHoldsNothing(allocator, "has not allocated one yet");

        Func<int, bool, byte[]> allocate = pool.Engine.AllocateArray;
        FailingAllocation.Begin(pool);
        Assert.Throws<OutOfMemoryException>(() => allocator.Allocate(100));
        AssertHoldsNothing(allocator, "has not allocated one yet");

        pool.Engine.AllocateArray = allocate;
        Assert.Equal(100, allocator.Allocate(100).Length);
    }

    private static void AssertHoldsNothing(Allocator allocator, string reason)
    {
        Assert.False(allocator.IsAllocated);
        foreach (Action use in (Action[])[() => _ = allocator.Memory, () => _ = allocator.Span.Length,
            () => _ = allocator.Length, () => _ = allocator.Capacity, allocator.Return])
        {
            string message = Assert.Throws<BufferAlreadyReturnedException>(use).Message;
            Assert.Contains("Call Allocate", message, StringComparison.Ordinal);
            Assert.Contains(reason, message, StringComparison.Ordinal);
        }
    }
}
