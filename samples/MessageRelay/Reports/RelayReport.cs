using System.Runtime.InteropServices;
using MessageRelay.Client;
using MessageRelay.Load;
using MessageRelay.Memory;
using MessageRelay.Run;

namespace MessageRelay.Reports;

/// <summary>Everything a run found out.</summary>
internal sealed record RelayReport
{
    public required DateTimeOffset Finished { get; init; }

    public required string Runtime { get; init; }

    public required string OperatingSystem { get; init; }

    public required int Processors { get; init; }

    /// <summary>The collector's settings, the same in every process.</summary>
    public required string GarbageCollector { get; init; }

    public required RelaySettings Settings { get; init; }

    /// <summary>The mix as a sentence.</summary>
    public required string Mix { get; init; }

    public required CorpusInfo Corpus { get; init; }

    /// <summary>Which percentiles the latencies are.</summary>
    public IReadOnlyList<double> Percentiles { get; } = Latency.Percentiles;

    public required IReadOnlyList<KindSummary> Summaries { get; init; }

    public required IReadOnlyList<KindRatio> Ratios { get; init; }

    public required IReadOnlyList<RoundResult> Rounds { get; init; }

    /// <summary>What is wrong with the outcome, if anything; a relay that loses or changes messages isn't worth measuring.</summary>
    public required IReadOnlyList<string> Defects { get; init; }

    public static RelayReport Create(RelaySettings settings, CorpusInfo corpus, IReadOnlyList<RoundResult> rounds) => new()
    {
        Finished = DateTimeOffset.UtcNow,
        Runtime = RuntimeInformation.FrameworkDescription,
        OperatingSystem = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}",
        Processors = Environment.ProcessorCount,
        GarbageCollector = System.Runtime.GCSettings.IsServerGC ? "server" : "workstation, concurrent",
        Settings = settings,
        Mix = MessageMix.Parse(settings.Mix).Describe(),
        Corpus = corpus,
        Summaries = [.. settings.Kinds.Select(kind => KindSummary.Create(kind, [.. rounds.Where(r => r.Kind == kind)]))],
        Ratios = KindRatio.All(settings.Kinds, rounds),
        Rounds = rounds,
        Defects = [.. rounds.SelectMany(FindDefects)],
    };

    private static IEnumerable<string> FindDefects(RoundResult result)
    {
        string where = $"round {result.Round}, {result.Kind.DisplayName()}";
        if (result.Clients.Lost != 0)
        {
            yield return $"{where}: {result.Clients.Lost} of {result.Clients.Sent} messages were lost";
        }

        if (result.Clients.Defective != 0)
        {
            yield return $"{where}: {result.Clients.Defective} messages were not what had been sent; the first: {result.Clients.FirstDefect}";
        }

        if (result.Ending.Rented is > 0)
        {
            yield return $"{where}: {result.Ending.Rented} buffers were not returned";
        }
    }
}
