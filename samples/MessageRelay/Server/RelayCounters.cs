namespace MessageRelay.Server;

/// <summary>What the server has done since it started. Each message received ends up delivered or undeliverable.</summary>
internal readonly record struct RelayCounters(long Received, long Delivered, long DeliveredBytes, long Undeliverable)
{
    public static RelayCounters operator +(RelayCounters left, RelayCounters right) => new(
        left.Received + right.Received,
        left.Delivered + right.Delivered,
        left.DeliveredBytes + right.DeliveredBytes,
        left.Undeliverable + right.Undeliverable);

    public static RelayCounters operator -(RelayCounters left, RelayCounters right) => new(
        left.Received - right.Received,
        left.Delivered - right.Delivered,
        left.DeliveredBytes - right.DeliveredBytes,
        left.Undeliverable - right.Undeliverable);
}
