namespace Tidepool.Tool.Analysis;

/// <summary>What one trace says.</summary>
/// <param name="Target">Whose trace it is.</param>
/// <param name="Duration">How long it covers.</param>
/// <param name="Pauses">The times during which all threads stood still for a collection.</param>
/// <param name="CountedBytes">Bytes allocated, by the runtime's own count; null where the trace doesn't say.</param>
/// <param name="Samples">Sampled allocations; none where they weren't recorded.</param>
internal sealed record Findings(string Target, TimeSpan Duration, IReadOnlyList<Pause> Pauses, double? CountedBytes, IReadOnlyList<AllocationSample> Samples)
{
    /// <summary>What became of sampled byte arrays; null where that wasn't recorded.</summary>
    internal Lifetimes? Lifetimes { get; init; }

    /// <summary>Events that the process could not get rid of in time. They are missing from all else.</summary>
    internal int LostEvents { get; init; }

    internal double PausedSeconds => Pauses.Sum(static pause => pause.Milliseconds) / 1_000;

    /// <summary>Bytes allocated: counted, else estimated from the samples.</summary>
    internal double AllocatedBytes => CountedBytes ?? Samples.Sum(static sample => sample.Weight);

    /// <summary>Two recordings of one process, the other after this one, as if there were no time between them.</summary>
    internal Findings Then(Findings other) => this with
    {
        Duration = Duration + other.Duration,
        Pauses = [.. Pauses, .. other.Pauses.Select(pause => pause with { Start = pause.Start + Duration.TotalMilliseconds })],
        CountedBytes = CountedBytes is null && other.CountedBytes is null ? null : (CountedBytes ?? 0) + (other.CountedBytes ?? 0),
        Samples = [.. Samples, .. other.Samples],
        LostEvents = LostEvents + other.LostEvents,
    };
}

/// <summary>A time during which all threads stood still for a collection.</summary>
/// <param name="Start">Milliseconds from the trace's begin.</param>
/// <param name="Milliseconds">How long.</param>
/// <param name="Generation">The collection's.</param>
/// <param name="Reason">Why there was one.</param>
internal sealed record Pause(double Start, double Milliseconds, int Generation, string Reason);
