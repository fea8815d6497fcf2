namespace Tidepool.Lifetime;

/// <summary>How short memory is, as the garbage collector saw it at its last collection.</summary>
internal enum MemoryPressure
{
    Low,
    Medium,
    High,
}

/// <summary>Asks the garbage collector.</summary>
internal static class MemoryPressureGauge
{
    /// <summary>Of the load at which the collector itself becomes more eager. The same two levels as the framework's own array pool.</summary>
    private const double HighShare = 0.90;

    private const double MediumShare = 0.70;

    internal static MemoryPressure Read()
    {
        GCMemoryInfo info = GC.GetGCMemoryInfo();
        double high = info.HighMemoryLoadThresholdBytes;
        return high <= 0 || info.MemoryLoadBytes < high * MediumShare ? MemoryPressure.Low
            : info.MemoryLoadBytes < high * HighShare ? MemoryPressure.Medium
            : MemoryPressure.High;
    }
}
