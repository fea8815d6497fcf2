namespace Tidepool.Tests.Concurrency;

[Collection(RunsAlone.Name)]
public class HandoffTests
{
    private const int BufferSize = 1024;
    private const int WarmUp = 20_000;
    private const int Messages = 80_000;

    /// <summary>Far more buffers are out than may be idle: a returned buffer must reach the next renter.</summary>
    [Theory]
    [Trait("Requirement", "S12")]
    [Trait("Requirement", "B7")]
    [InlineData(1, 1, false, 1)]
    [InlineData(1, 1, true, 2)]
    [InlineData(3, 1, false, 3)]
    [InlineData(3, 1, true, 4)]
    [InlineData(1, 3, false, 5)]
    [InlineData(1, 3, true, 6)]
    [InlineData(2, 2, true, 7)]
    public void Rent_ReturnedByOthersWithCapFarBelowTheNumberOut_MostlyHits(int producers, int consumers, bool shuffles, int seed)
    {
        const int Cap = 32;
        using BytePool pool = NewPool(Cap);
        HandoffRelay relay = new(pool, inFlight: 256, slack: 8, shuffles);
        long misses = relay.Run($"producers {producers}, consumers {consumers}, seed {seed}", producers, consumers, WarmUp, Messages, seed);

        Assert.InRange(misses, 0, Messages / 50);
        Books.AssertAllReturned(pool.GetStatistics(), Messages, Cap);
    }

    [Theory]
    [Trait("Requirement", "S12")]
    [Trait("Requirement", "B7")]
    [Trait("Requirement", "N5")]
    [InlineData(1, 1, false, 11)]
    [InlineData(1, 1, true, 12)]
    [InlineData(3, 1, true, 13)]
    [InlineData(1, 3, true, 14)]
    public void Rent_ReturnedByOthersWithAmpleCap_MissesStop(int producers, int consumers, bool shuffles, int seed)
    {
        const int Cap = 4096;
        using BytePool pool = NewPool(Cap);
        HandoffRelay relay = new(pool, inFlight: 256, slack: 8, shuffles);
        relay.Run($"producers {producers}, consumers {consumers}, seed {seed}", producers, consumers, WarmUp, Messages, seed);

        // The most out at once, plus what each thread may have been moving between its batch and the stack while another looked for buffers.
        long most = relay.MostOut(producers, consumers) + ((Slots.Batch.Most + 1) * (producers + consumers));
        Assert.InRange(pool.GetStatistics().Misses, 1, most);
        Books.AssertAllReturned(pool.GetStatistics(), Messages, Cap);
    }

    private static BytePool NewPool(int cap) => new(new BytePoolOptions
    {
        MinSize = BufferSize,
        MaxSize = BufferSize,
        MaxBuffersPerBucket = cap,
        TimeProvider = new ManualClock(),
    });
}
