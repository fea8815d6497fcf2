namespace Tidepool.AspNetCore.LivePage.Snapshots;

/// <summary>Bytes of the pools at one moment.</summary>
internal sealed record HistoryPoint(DateTimeOffset At, IReadOnlyList<PoolPoint> Pools)
{
    internal static HistoryPoint Of(PageSnapshot snapshot) =>
        new(snapshot.TakenAt, [.. snapshot.Pools.Select(static pool => new PoolPoint(pool.Id, pool.BytesHeld, pool.BytesRented))]);
}

/// <summary>Bytes of a pool at one moment.</summary>
internal sealed record PoolPoint(long Id, long BytesHeld, long BytesRented);
