namespace Tidepool.Tests.Concurrency;

/// <summary>Waits for buffers that a thread left behind to arrive, by renting: nothing public tells that a thread's end has been noticed.</summary>
internal static class Latecomers
{
    /// <summary>Rents one buffer after another and holds them all, until one of those expected comes.</summary>
    /// <returns>What was rented; the last one is of those expected.</returns>
    internal static List<ByteLease> HoldUntilServedFrom(BytePool pool, HashSet<byte[]> expected, int size)
    {
        List<ByteLease> held = [];
        bool served = Collector.SettleUntil(() =>
        {
            ByteLease lease = pool.Rent(size);
            held.Add(lease);
            return expected.Contains(Buffers.ArrayOf(lease));
        });
        Assert.True(served, "An ended thread's buffers are rented again.");
        return held;
    }
}
