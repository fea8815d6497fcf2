namespace Tidepool.Tool.Workloads;

/// <summary>What a workload did, from one second after its start on.</summary>
/// <param name="BytesPerRound">Bytes allocated in each round, by the runtime's own count.</param>
/// <param name="RoundsPerSecond">Rounds of all its threads together.</param>
internal sealed record WorkDone(double BytesPerRound, double RoundsPerSecond);
