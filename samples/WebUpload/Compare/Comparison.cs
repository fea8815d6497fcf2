using System.Globalization;
using Spectre.Console;
using WebUpload.Memory;

namespace WebUpload.Compare;

/// <summary>All turns, one after the other.</summary>
internal static class Comparison
{
    /// <exception cref="CompareFailedException">A server failed.</exception>
    internal static async Task<IReadOnlyList<TurnResult>> RunAsync(CompareSettings settings, IAnsiConsole console, CancellationToken cancellationToken)
    {
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{MemoryKinds.All.Count} kinds of memory; rounds: {settings.Rounds}, clients: {settings.Connections}; about {settings.Seconds:0.#} s."));
        Corpus corpus = new(settings.Seed);
        List<TurnResult> results = [];
        for (int round = 1; round <= settings.Rounds; round++)
        {
            for (int i = 0; i < MemoryKinds.All.Count; i++)
            {
                // Each round begins with a different kind, so that none always follows the same one.
                MemoryKind kind = MemoryKinds.All[(i + round - 1) % MemoryKinds.All.Count];
                await using ServerProcess server = await ServerProcess.StartAsync(kind, cancellationToken);
                TurnResult result = await Turn.RunAsync(kind, round, server, corpus, settings, cancellationToken);
                results.Add(result);
                console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"round {round}/{settings.Rounds}  {kind.Name(),-10}  {result.RequestsPerSecond,7:N0} requests/s"));
            }
        }

        return results;
    }
}
