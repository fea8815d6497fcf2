namespace Tidepool.Tests.Concurrency;

[Collection(RunsAlone.Name)]
public class DoubleReturnTests
{
    private const int BufferSize = 512;

    /// <summary>Two threads return the same leases, one by one, at the same moments.</summary>
    /// <param name="cap">1: of two leases that are out, the pool can keep one buffer; 0: it can keep none; more: it can keep all.</param>
    /// <param name="atOnce">The most leases out at once.</param>
    /// <param name="renterReturns">Whether the thread that rented is one of the two; otherwise both are other threads.</param>
    /// <param name="clears">Whether the pool clears; then returns claim the buffer first.</param>
    /// <param name="disposes">Whether the second thread calls Dispose, which doesn't throw.</param>
    /// <param name="pairs">How many leases are returned twice.</param>
    /// <param name="seed">Determines the number of leases and the delays.</param>
    [Theory]
    [Trait("Requirement", "B1")]
    [InlineData(16, 1, true, false, false, 120_000, 1)]
    [InlineData(16, 8, true, false, false, 120_000, 2)]
    [InlineData(16, 8, true, true, false, 60_000, 3)]
    [InlineData(16, 8, false, false, false, 40_000, 4)]
    [InlineData(16, 8, false, true, false, 40_000, 5)]
    [InlineData(1, 2, true, false, false, 60_000, 6)]
    [InlineData(1, 3, false, false, false, 40_000, 7)]
    [InlineData(1, 3, true, true, true, 60_000, 8)]
    [InlineData(0, 2, true, false, false, 60_000, 9)]
    [InlineData(16, 8, true, false, true, 60_000, 10)]
    public void Return_ByTwoThreadsAtOnce_TheBufferGoesBackOnce(int cap, int atOnce, bool renterReturns, bool clears, bool disposes, int pairs, int seed)
    {
        string scenario = $"cap {cap}, at once {atOnce}, renter returns {renterReturns}, clears {clears}, disposes {disposes}, seed {seed}";
        using BytePool pool = new(new BytePoolOptions
        {
            MinSize = BufferSize,
            MaxSize = BufferSize,
            MaxBuffersPerBucket = cap,
            ClearOnReturn = clears,
        });
        DoubleReturnDuel duel = new(pool, atOnce, disposes, seed);
        if (renterReturns)
        {
            Crew.Run(
                scenario,
                failed => duel.Host(0, pairs, failed),
                failed => duel.Return(1, failed));
        }
        else
        {
            Crew.Run(
                scenario,
                failed => duel.Host(DoubleReturnDuel.NotReturning, pairs, failed),
                failed => duel.Return(0, failed),
                failed => duel.Return(1, failed));
        }

        // If neither thread is the renter, or the buffer is claimed first, exactly one call succeeds; otherwise at least one does.
        bool isExact = !disposes && (!renterReturns || clears || cap == 0);
        Assert.True(!isExact || duel.BothSucceeded == 0, $"{scenario}: {duel.BothSucceeded} times both calls succeeded.");
        Books.AssertAllReturned(pool.GetStatistics(), duel.Rents, cap);
    }
}
