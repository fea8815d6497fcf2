using MessageRelay.Memory;
using MessageRelay.Reports;

namespace MessageRelay.Run;

/// <summary>Runs all rounds, with every kind of memory in turn within each.</summary>
internal static class RelayRun
{
    /// <summary>Measures everything.</summary>
    /// <exception cref="RelayFailedException">A process failed.</exception>
    public static async Task<RelayReport> RunAsync(
        RelaySettings settings, Action<RoundProgress> onProgress, Action<string> log, CancellationToken cancellationToken)
    {
        RoundRunner runner = new(settings, onProgress, log);
        List<RoundResult> results = [];
        for (int round = 1; round <= settings.Rounds; round++)
        {
            for (int i = 0; i < settings.Kinds.Count; i++)
            {
                // Each round begins with a different kind, so that none always has the same predecessor's leftovers or the same spell of noise.
                MemoryKind kind = settings.Kinds[(i + round - 1) % settings.Kinds.Count];
                RoundResult result = await runner.RunAsync(kind, round, cancellationToken);
                results.Add(result);
                onProgress(new RoundProgress(kind, round, 1, result.Server.MessagesPerSecond, result));
            }
        }

        return RelayReport.Create(settings, runner.Corpus!, results);
    }
}
