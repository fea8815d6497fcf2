namespace Tidepool.Tool.Workloads;

/// <summary>What a workload did.</summary>
/// <param name="BytesPerRound">Bytes allocated in each round, by the runtime's own count.</param>
/// <param name="RoundsPerSecond">From one second after the start on, when whoever examines has come.</param>
internal sealed record WorkDone(double BytesPerRound, double RoundsPerSecond);
