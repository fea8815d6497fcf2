using System.Text.Json.Serialization;

namespace Tidepool.AspNetCore.LivePage.Snapshots;

/// <summary>All that the page shows, at one moment. Its JSON is public: see <c>docs/live-page.md</c>,
/// and raise <see cref="PresentVersion"/> when a member is removed or its meaning changes.</summary>
/// <param name="Version">The version of the JSON's shape.</param>
/// <param name="TakenAt">When it was taken.</param>
/// <param name="UpdateSeconds">Seconds from one update to the next.</param>
/// <param name="HistoryLength">How many updates the charts reach back.</param>
/// <param name="Process">The process.</param>
/// <param name="Findings">What deserves attention, a sentence each.</param>
/// <param name="Totals">Sums over all pools.</param>
/// <param name="Pools">The pools that are neither disposed nor dropped, the oldest first.</param>
/// <param name="Misuse">The latest reports of misuse, the latest first.</param>
internal sealed record PageSnapshot(
    int Version,
    DateTimeOffset TakenAt,
    double UpdateSeconds,
    int HistoryLength,
    ProcessSnapshot Process,
    IReadOnlyList<string> Findings,
    TotalsSnapshot Totals,
    IReadOnlyList<PoolSnapshot> Pools,
    IReadOnlyList<MisuseSnapshot> Misuse)
{
    internal const int PresentVersion = 1;

    /// <summary>What was recorded while there were listeners, the oldest first. Absent from updates, which are the next point themselves.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<HistoryPoint>? History { get; init; }
}

/// <summary>The process, for comparison.</summary>
/// <param name="Application">The application's name.</param>
/// <param name="Id">The process id.</param>
/// <param name="Machine">The machine's name.</param>
/// <param name="WorkingSetBytes">The working set of the process.</param>
/// <param name="HeapBytes">The size of the managed heap, as far as the garbage collector knows it.</param>
/// <param name="MemoryLimitBytes">The memory that the process may use: the container's limit, or the machine's memory.</param>
internal sealed record ProcessSnapshot(string Application, int Id, string Machine, long WorkingSetBytes, long HeapBytes, long MemoryLimitBytes);
