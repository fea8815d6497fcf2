namespace Tidepool.Tool.Watching;

/// <summary>What a process tells of its pools.</summary>
/// <param name="At">When.</param>
internal abstract record PoolsNews(DateTimeOffset At);

/// <summary>Something that happened to a pool.</summary>
/// <param name="At">When.</param>
/// <param name="Text">What. Of several lines, the first says it.</param>
/// <param name="IsMisuse">A mistake of the program, and not the ordinary life of a pool.</param>
internal sealed record PoolNote(DateTimeOffset At, string Text, bool IsMisuse) : PoolsNews(At);

/// <summary>The pools at one time, as the meter tells.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Pools">By name.</param>
internal sealed record PoolsReading(DateTimeOffset At, IReadOnlyList<PoolReading> Pools) : PoolsNews(At);
