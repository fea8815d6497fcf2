namespace Tidepool.Decay;

/// <summary>How short memory is, as the garbage collector saw it at its last collection.</summary>
internal enum MemoryPressure
{
    Low,
    Medium,
    High,
}

/// <summary>Reads the memory pressure from the garbage collector: how much of the machine's memory is in use, and how much of what the process may use
/// (the limit of its container, or of its heap).</summary>
internal static class MemoryPressureGauge
{
    /// <summary>As a share of the load at which the collector itself becomes more eager. Both levels are those of the framework's own array pool.</summary>
    private const double HighShare = 0.90;

    private const double MediumShare = 0.70;

    internal static MemoryPressure Read()
    {
        GCMemoryInfo info = GC.GetGCMemoryInfo();
        double load = Math.Max(
            Share(info.MemoryLoadBytes, info.HighMemoryLoadThresholdBytes),
            Share(info.TotalCommittedBytes, info.TotalAvailableMemoryBytes));
        return load < MediumShare ? MemoryPressure.Low : load < HighShare ? MemoryPressure.Medium : MemoryPressure.High;
    }

    private static double Share(long bytes, long limit) => limit > 0 ? (double)bytes / limit : 0;
}
