using System.Diagnostics;
using WebUpload.Measure;
using WebUpload.Memory;

namespace WebUpload.Compare;

/// <summary>What one turn cost.</summary>
internal sealed record TurnResult
{
    internal required MemoryKind Kind { get; init; }

    internal required int Round { get; init; }

    internal required double RequestsPerSecond { get; init; }

    internal required double MegabytesPerSecond { get; init; }

    internal required double MedianMilliseconds { get; init; }

    internal required double Percentile99Milliseconds { get; init; }

    internal required double ProcessorMicrosecondsPerRequest { get; init; }

    internal required double AllocatedPerRequest { get; init; }

    internal required double Gen0 { get; init; }

    internal required double Gen1 { get; init; }

    internal required double Gen2 { get; init; }

    internal required double PauseMilliseconds { get; init; }

    internal required double PeakWorkingSet { get; init; }

    internal required bool IsServerCollector { get; init; }

    internal required long RightFiles { get; init; }

    internal required long WrongFiles { get; init; }

    /// <param name="kind">What the server ran on.</param>
    /// <param name="round">The number of the round.</param>
    /// <param name="clients">The clients, which have ended.</param>
    /// <param name="before">The server's figures when the measured time began.</param>
    /// <param name="after">The server's figures when it ended.</param>
    /// <param name="began">When the measured time began.</param>
    /// <param name="ended">When it ended.</param>
    /// <exception cref="CompareFailedException">No request ended in the measured time.</exception>
    internal static TurnResult Create(
        MemoryKind kind, int round, IReadOnlyList<LoadClient> clients, ProcessFigures before, ProcessFigures after, long began, long ended)
    {
        RequestSample[] requests =
            [.. clients.SelectMany(static client => client.Requests).Where(request => request.Ended >= began && request.Ended <= ended)];
        if (requests.Length == 0)
        {
            throw new CompareFailedException($"no request on {kind.Name()} ended in the measured time. Give it more with --seconds.");
        }

        double[] latencies = [.. requests.Select(static request => request.Latency.TotalMilliseconds).Order()];
        double seconds = Stopwatch.GetElapsedTime(began, ended).TotalSeconds;
        return new TurnResult
        {
            Kind = kind,
            Round = round,
            RequestsPerSecond = requests.Length / seconds,
            MegabytesPerSecond = requests.Sum(static request => request.Bytes) / seconds / 1e6,
            MedianMilliseconds = Percentile(latencies, 50),
            Percentile99Milliseconds = Percentile(latencies, 99),
            ProcessorMicrosecondsPerRequest = (after.ProcessorSeconds - before.ProcessorSeconds) * 1e6 / requests.Length,
            AllocatedPerRequest = (double)(after.AllocatedBytes - before.AllocatedBytes) / requests.Length,
            Gen0 = after.Gen0 - before.Gen0,
            Gen1 = after.Gen1 - before.Gen1,
            Gen2 = after.Gen2 - before.Gen2,
            PauseMilliseconds = after.PauseMilliseconds - before.PauseMilliseconds,
            PeakWorkingSet = after.PeakWorkingSet,
            IsServerCollector = after.IsServerCollector,
            RightFiles = clients.Sum(static client => client.RightFiles),
            WrongFiles = clients.Sum(static client => client.WrongFiles),
        };
    }

    private static double Percentile(double[] sorted, int percent) => sorted[(int)Math.Ceiling(sorted.Length * percent / 100.0) - 1];
}
