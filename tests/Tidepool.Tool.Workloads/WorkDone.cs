namespace Tidepool.Tool.Workloads;

/// <summary>What a workload did after its first second.</summary>
/// <param name="BytesPerRound">Bytes allocated in each round, as counted by the runtime.</param>
/// <param name="RoundsPerSecond">Rounds of all threads together.</param>
internal sealed record WorkDone(double BytesPerRound, double RoundsPerSecond);
