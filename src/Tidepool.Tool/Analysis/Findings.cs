namespace Tidepool.Tool.Analysis;

/// <summary>The contents of one trace.</summary>
/// <param name="Target">Name of the process or the file.</param>
/// <param name="Duration">The time that it covers.</param>
/// <param name="Pauses">The times when all threads were suspended for a collection.</param>
/// <param name="CountedBytes">Bytes allocated, as counted by the runtime; null if the trace doesn't say.</param>
/// <param name="Samples">Sampled allocations; empty if they weren't recorded.</param>
internal sealed record Findings(string Target, TimeSpan Duration, IReadOnlyList<Pause> Pauses, double? CountedBytes, IReadOnlyList<AllocationSample> Samples)
{
    /// <summary>What became of sampled byte arrays; null if that wasn't recorded, or no collection examined any of them.</summary>
    internal Lifetimes? Lifetimes { get; init; }

    /// <summary>Events that the process dropped because they weren't read fast enough. They are missing from all other figures.</summary>
    internal int LostEvents { get; init; }

    /// <summary>The heap after each collection.</summary>
    internal IReadOnlyList<HeapReading> Heap { get; init; } = [];

    /// <summary>Bytes allocated, second by second; empty if the trace doesn't say.</summary>
    internal IReadOnlyList<RateReading> Rates { get; init; } = [];

    /// <summary>The callers of induced collections, once per collection. Empty if stacks weren't recorded.</summary>
    internal IReadOnlyList<CallSite> InducedBy { get; init; } = [];

    /// <summary>Processor time of all threads, in seconds; null if the trace doesn't say.</summary>
    internal double? ProcessorSeconds { get; init; }

    /// <summary>Whether the server collector was detected. If false, it may still be in use.</summary>
    internal bool IsServer { get; init; }

    /// <summary>Whether the samples are ticks of a runtime before .NET 10, which aren't drawn at random.</summary>
    internal bool AreTicks { get; init; }

    /// <summary>Whether the events of collections may not have been recorded: the trace has none, and another tool may have chosen its events.</summary>
    internal bool MayLackCollections { get; init; }

    /// <summary>A sentence saying why the trace is incomplete; null if it is complete.</summary>
    internal string? Partial { get; init; }

    internal double PausedSeconds => Pauses.Sum(static pause => pause.Milliseconds) / 1_000;

    /// <summary>Bytes allocated, as counted by the runtime if available, otherwise estimated from the samples.</summary>
    internal double AllocatedBytes => CountedBytes ?? Samples.Sum(static sample => sample.Weight);

    /// <summary>Whether the amount allocated is known, from a count or from samples.</summary>
    internal bool TellsAllocatedBytes => CountedBytes is not null || Samples.Count > 0;

    /// <summary>Whether the trace has any data about collections or allocations.</summary>
    internal bool TellsAnything => Pauses.Count > 0 || Samples.Count > 0 || CountedBytes is not null;

    /// <summary>Joins this recording with a later one of the same process, as if no time had passed between them.</summary>
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
            AreTicks = AreTicks || other.AreTicks,
            Partial = Partial ?? other.Partial,
        };
    }

    /// <summary>Returns a copy without the pauses of collections that the program itself induced.</summary>
    internal Findings WithoutInduced() => this with { Pauses = [.. Pauses.Where(static pause => pause.Cause != GcCause.Induced)] };
}

/// <summary>A time when all threads were suspended for a collection.</summary>
/// <param name="Start">Milliseconds since the beginning of the trace.</param>
/// <param name="Milliseconds">Length in milliseconds.</param>
/// <param name="Generation">Generation of the collection.</param>
/// <param name="Reason">The runtime's reason for the collection.</param>
internal sealed record Pause(double Start, double Milliseconds, int Generation, string Reason)
{
    /// <summary>The reason of a collection that began before the recording.</summary>
    internal const string FromBefore = "";

    internal GcCause Cause => GcCauses.Of(Reason);
}
