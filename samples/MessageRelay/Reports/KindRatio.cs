using MessageRelay.Memory;
using MessageRelay.Run;

namespace MessageRelay.Reports;

/// <summary>One kind of memory compared with another, round by round.</summary>
/// <remarks>Rounds with the same number follow each other closely, so a machine that is slow for a while slows both, and their ratio hardly changes.</remarks>
internal sealed record KindRatio
{
    public required MemoryKind Kind { get; init; }

    /// <summary>What it is compared with.</summary>
    public required MemoryKind Of { get; init; }

    public required RatioSpread CpuPerMessage { get; init; }

    public required RatioSpread PeakWorkingSet { get; init; }

    /// <summary>Every other kind compared with <c>ArrayPool</c>, and Tidepool with the control, as far as they were measured.</summary>
    public static IReadOnlyList<KindRatio> All(IReadOnlyList<MemoryKind> kinds, IReadOnlyList<RoundResult> results)
    {
        (MemoryKind Kind, MemoryKind Of)[] pairs =
        [
            .. kinds.Where(kind => kind != MemoryKind.ArrayPool).Select(kind => (kind, MemoryKind.ArrayPool)),
            (MemoryKind.Tidepool, MemoryKind.Control),
        ];
        return [.. pairs.Where(pair => kinds.Contains(pair.Kind) && kinds.Contains(pair.Of)).Select(pair => Create(pair.Kind, pair.Of, results))];
    }

    private static KindRatio Create(MemoryKind kind, MemoryKind of, IReadOnlyList<RoundResult> results)
    {
        return new()
        {
            Kind = kind,
            Of = of,
            CpuPerMessage = Ratios(result => result.Server.CpuMicrosecondsPerMessage),
            PeakWorkingSet = Ratios(result => result.Server.PeakWorkingSet),
        };

        RatioSpread Ratios(Func<RoundResult, double> figure) => RatioSpread.Of(
            results.Where(result => result.Kind == kind).Join(
                results.Where(result => result.Kind == of), mine => mine.Round, other => other.Round, (mine, other) => figure(mine) / figure(other)));
    }
}
