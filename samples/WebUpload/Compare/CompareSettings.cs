namespace WebUpload.Compare;

/// <summary>The settings of a comparison.</summary>
/// <param name="Seconds">How long it may load the servers, all in all.</param>
/// <param name="Rounds">How often each kind of memory has its turn.</param>
/// <param name="Connections">The number of clients; each makes one request after another.</param>
/// <param name="Seed">Chooses sizes and contents.</param>
internal sealed record CompareSettings(double Seconds, int Rounds, int Connections, int Seed)
{
    /// <summary>What the server's managed heap may take, in bytes.</summary>
    internal const long HeapLimit = 200L * 1024 * 1024;

    /// <summary>How much of each turn isn't measured, because the server's code is still being compiled.</summary>
    private const double WarmUpShare = 0.2;

    internal TimeSpan WarmUp => Turn * WarmUpShare;

    internal TimeSpan Measured => Turn - WarmUp;

    private TimeSpan Turn => TimeSpan.FromSeconds(Seconds / Rounds / Memory.MemoryKinds.All.Count);
}
