namespace MessageRelay.Measure;

/// <summary>What the server's process did between two moments.</summary>
/// <param name="Seconds">The time between them.</param>
/// <param name="Messages">Messages delivered.</param>
/// <param name="Bytes">Bytes delivered, headers included.</param>
/// <param name="Undeliverable">Messages whose recipient had gone.</param>
/// <param name="AllocatedBytes">Bytes allocated on the managed heap by all threads.</param>
/// <param name="Gen0">Collections of generation 0 alone.</param>
/// <param name="Gen1">Collections of generations 0 and 1.</param>
/// <param name="Gen2">Collections of all generations.</param>
/// <param name="TotalPauseMilliseconds">The time for which collections stopped the program.</param>
/// <param name="LongestPauseMilliseconds">The longest single stop.</param>
/// <param name="CpuSeconds">Processor time, user and system.</param>
/// <param name="PeakWorkingSet">The most memory the process has had resident since its start, in bytes.</param>
internal sealed record ServerSample(
    double Seconds,
    long Messages,
    long Bytes,
    long Undeliverable,
    long AllocatedBytes,
    int Gen0,
    int Gen1,
    int Gen2,
    double TotalPauseMilliseconds,
    double LongestPauseMilliseconds,
    double CpuSeconds,
    long PeakWorkingSet)
{
    public double AllocatedPerMessage => Messages == 0 ? 0 : (double)AllocatedBytes / Messages;

    public double MessagesPerSecond => Messages / Seconds;

    public double MegabytesPerSecond => Bytes / Seconds / 1e6;

    public double CpuMicrosecondsPerMessage => CpuSeconds * 1e6 / Math.Max(1, Messages);

    public double CpuPercent => CpuSeconds / Seconds * 100;
}
