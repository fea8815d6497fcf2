namespace Tidepool.Tool.Analysis;

/// <summary>What one trace says.</summary>
/// <param name="Target">Whose trace it is.</param>
/// <param name="Duration">How long it covers.</param>
/// <param name="Pauses">The times during which all threads stood still for a collection.</param>
/// <param name="CountedBytes">Bytes allocated, by the runtime's own count; null where the trace doesn't say.</param>
/// <param name="Samples">Sampled allocations; none where they weren't recorded.</param>
internal sealed record Findings(string Target, TimeSpan Duration, IReadOnlyList<Pause> Pauses, double? CountedBytes, IReadOnlyList<AllocationSample> Samples)
{
    /// <summary>What became of sampled byte arrays; null where that wasn't recorded, or no collection decided on any.</summary>
    internal Lifetimes? Lifetimes { get; init; }

    /// <summary>Events that the process could not get rid of in time. They are missing from all else.</summary>
    internal int LostEvents { get; init; }

    /// <summary>The heap after each collection.</summary>
    internal IReadOnlyList<HeapReading> Heap { get; init; } = [];

    /// <summary>Bytes allocated, second by second, where the trace says.</summary>
    internal IReadOnlyList<RateReading> Rates { get; init; } = [];

    /// <summary>Who asked for the collections that were induced, as often as it did. Empty where stacks weren't recorded.</summary>
    internal IReadOnlyList<CallSite> InducedBy { get; init; } = [];

    /// <summary>Processor time in seconds, of all threads; null where the trace doesn't say.</summary>
    internal double? ProcessorSeconds { get; init; }

    /// <summary>The server collector was seen; it may be one all the same where it wasn't.</summary>
    internal bool IsServer { get; init; }

    /// <summary>Why the trace isn't whole, in a sentence; null where it is.</summary>
    internal string? Partial { get; init; }

    internal double PausedSeconds => Pauses.Sum(static pause => pause.Milliseconds) / 1_000;

    /// <summary>Bytes allocated: counted, else estimated from the samples.</summary>
    internal double AllocatedBytes => CountedBytes ?? Samples.Sum(static sample => sample.Weight);

    /// <summary>Whether it tells how much was allocated: by a count, or by samples.</summary>
    internal bool TellsAllocatedBytes => CountedBytes is not null || Samples.Count > 0;

    /// <summary>Whether it says anything of collections or allocations.</summary>
    internal bool TellsAnything => Pauses.Count > 0 || Samples.Count > 0 || CountedBytes is not null;

    /// <summary>Two recordings of one process, the other after this one, as if there were no time between them.</summary>
    internal Findings Then(Findings other)
    {
        double begin = Duration.TotalMilliseconds;
        return this with
        {
            Duration = Duration + other.Duration,
            Pauses = [.. Pauses, .. other.Pauses.Select(pause => pause with { Start = pause.Start + begin })],
            CountedBytes = CountedBytes is null && other.CountedBytes is null ? null : (CountedBytes ?? 0) + (other.CountedBytes ?? 0),
            Samples = [.. Samples, .. other.Samples.Select(sample => sample with { At = sample.At + begin })],
            LostEvents = LostEvents + other.LostEvents,
            Heap = [.. Heap, .. other.Heap.Select(reading => reading with { At = reading.At + begin })],
            Rates = [.. Rates, .. other.Rates.Select(reading => reading with { At = reading.At + begin })],
            InducedBy = [.. InducedBy, .. other.InducedBy],
            ProcessorSeconds = ProcessorSeconds is null && other.ProcessorSeconds is null ? null : (ProcessorSeconds ?? 0) + (other.ProcessorSeconds ?? 0),
            IsServer = IsServer || other.IsServer,
            Partial = Partial ?? other.Partial,
        };
    }

    /// <summary>Without the pauses of collections that the program itself asked for.</summary>
    internal Findings WithoutInduced() => this with { Pauses = [.. Pauses.Where(static pause => pause.Cause != GcCause.Induced)] };
}

/// <summary>A time during which all threads stood still for a collection.</summary>
/// <param name="Start">Milliseconds from the trace's begin.</param>
/// <param name="Milliseconds">How long.</param>
/// <param name="Generation">The collection's.</param>
/// <param name="Reason">Why there was one.</param>
internal sealed record Pause(double Start, double Milliseconds, int Generation, string Reason)
{
    internal GcCause Cause => GcCauses.Of(Reason);
}
