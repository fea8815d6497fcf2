namespace Tidepool.Tests.Concurrency;

[Collection(RunsAlone.Name)]
public class PlaceMovementTests
{
    private const int BufferSize = 1024;

    [Theory]
    [Trait("Requirement", "B4")]
    [Trait("Requirement", "B7")]
    [InlineData(8, 4)]
    [InlineData(8, 8)]
    [InlineData(1, 1)]
    [InlineData(64, 16)]
    public void Return_ClassFullOfBuffersOfAQuietThread_PlacesMoveToTheBusyThreadAsTimePasses(int cap, int atOnce)
    {
        ManualClock clock = new();
        using BytePool pool = NewPool(cap, clock);
        using Colleague quiet = new();
        quiet.Do(() => Buffers.ReturnAll(Buffers.RentMany(pool, cap, BufferSize)));
        Assert.Equal(cap, pool.GetStatistics().Idle);

        for (int round = 0; round < 3; round++)
        {
            clock.Advance(TimeSpan.FromSeconds(2));
            Buffers.ReturnAll(Buffers.RentMany(pool, atOnce, BufferSize));
        }

        BytePoolStatistics before = pool.GetStatistics();
        for (int round = 0; round < 100; round++)
        {
            Buffers.ReturnAll(Buffers.RentMany(pool, atOnce, BufferSize));
        }

        BytePoolStatistics after = pool.GetStatistics();
        Assert.Equal(before.Misses, after.Misses);
        Assert.Equal(before.Hits + (100 * atOnce), after.Hits);
        Assert.Equal(before.Discarded, after.Discarded);
        Books.AssertAllReturned(after, cap + (103 * atOnce), cap);
    }

    [Fact]
    [Trait("Requirement", "B7")]
    public void Return_ClassFullOfBuffersInUseElsewhere_TheyStayThere()
    {
        const int Cap = 8;
        ManualClock clock = new();
        using BytePool pool = NewPool(Cap, clock);
        using Colleague busy = new();
        busy.Do(() => Buffers.ReturnAll(Buffers.RentMany(pool, Cap, BufferSize)));

        for (int round = 0; round < 10; round++)
        {
            clock.Advance(TimeSpan.FromSeconds(2));
            long misses = pool.GetStatistics().Misses;
            busy.Do(() => Buffers.ReturnAll(Buffers.RentMany(pool, Cap, BufferSize)));
            Assert.Equal(misses, pool.GetStatistics().Misses);
            pool.Rent(BufferSize).Return();
        }

        Books.AssertAllReturned(pool.GetStatistics(), Cap + (10 * (Cap + 1)), Cap);
    }

    private static BytePool NewPool(int cap, TimeProvider clock) => new(new BytePoolOptions
    {
        MinSize = BufferSize,
        MaxSize = BufferSize,
        MaxBuffersPerBucket = cap,
        TimeProvider = clock,
    });
}
