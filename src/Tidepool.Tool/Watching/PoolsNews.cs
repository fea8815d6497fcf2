namespace Tidepool.Tool.Watching;

/// <summary>News of a process's pools.</summary>
/// <param name="At">The time of the news.</param>
internal abstract record PoolsNews(DateTimeOffset At);

/// <summary>An event of a pool.</summary>
/// <param name="At">The time of the event.</param>
/// <param name="Text">What happened. The first of several lines is the summary.</param>
/// <param name="IsMisuse">Whether the program misused the pool.</param>
internal sealed record PoolNote(DateTimeOffset At, string Text, bool IsMisuse) : PoolsNews(At);

/// <summary>A reading of all pools at one time, from the meter.</summary>
/// <param name="At">The time of the reading.</param>
/// <param name="Pools">The pools, by name.</param>
internal sealed record PoolsReading(DateTimeOffset At, IReadOnlyList<PoolReading> Pools) : PoolsNews(At);
