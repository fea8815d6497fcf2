namespace Tidepool.Tests.Concurrency;

/// <summary>Waits, by renting, for buffers that an ended thread left behind: no public member tells that its end has been noticed.</summary>
internal static class Latecomers
{
    /// <summary>Rents one buffer after another and holds them all, until it gets an expected one.</summary>
    /// <returns>The leases. The last one has an expected buffer.</returns>
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
