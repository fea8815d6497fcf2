namespace MessageRelay.Client;

/// <summary>What the clients saw in one round.</summary>
/// <param name="Sent">Messages sent over the whole round, warm-up included.</param>
/// <param name="Received">Messages that arrived over the whole round.</param>
/// <param name="Defective">How many of them were changed, misdirected, duplicated or out of order.</param>
/// <param name="FirstDefect">What was wrong with the first of those.</param>
/// <param name="Measured">How many messages the latencies cover.</param>
/// <param name="Latencies">Milliseconds, in the order of <see cref="Latency.Percentiles"/>.</param>
internal sealed record ClientSample(
    long Sent,
    long Received,
    long Defective,
    string? FirstDefect,
    long Measured,
    double[] Latencies)
{
    public long Lost => Sent - Received;
}
