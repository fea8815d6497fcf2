using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;

namespace Tidepool.Tool.Recording;

/// <summary>The events to record.</summary>
/// <remarks>Allocation events cost the program more than collection events, and on .NET 10 they suppress allocation ticks for every tool that is watching it,
/// so they are recorded in a separate step.</remarks>
internal sealed record EventSelection(string Name, IReadOnlyList<EventPipeProvider> Providers, long RundownKeyword, bool HasStacks)
{
    /// <summary>The event source of meters.</summary>
    internal const string Metrics = "System.Diagnostics.Metrics";

    /// <summary>The event source of pools, and the meter of the same name.</summary>
    internal const string Pools = "Tidepool";

    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const long Collections = 0x1;

    /// <summary>The objects that a collection found alive, and where it moved them.</summary>
    private const long SurvivalAndMovement = 0x40_0000;

    /// <summary>Sampled allocations on .NET 10. Older runtimes ignore the keyword and send allocation ticks, which come with <see cref="Collections"/> at the
    /// verbose level.</summary>
    private const long SampledAllocations = 0x800_0000_0000;

    /// <summary>What is needed to resolve stacks: methods, modules and their code addresses.</summary>
    private const long SymbolRundown = 0x8002_0139;

    /// <summary>The values of instruments.</summary>
    private const long TimeSeriesValues = 0x2;

    /// <summary>Collections, and once a second the runtime's count of bytes allocated.</summary>
    internal static EventSelection Pauses { get; } = new(
        "pauses",
        [
            new EventPipeProvider(Runtime, EventLevel.Informational, Collections),
            new EventPipeProvider("System.Runtime", EventLevel.Informational, 0, new Dictionary<string, string> { ["EventCounterIntervalSec"] = "1" }),
        ],
        RundownKeyword: 0,
        HasStacks: false);

    internal static EventSelection Allocations { get; } = new(
        "allocations",
        [new EventPipeProvider(Runtime, EventLevel.Verbose, Collections | SampledAllocations)],
        SymbolRundown,
        HasStacks: true);

    /// <summary>Allocations, and what becomes of the objects.</summary>
    internal static EventSelection Lifetimes { get; } = new(
        "lifetimes",
        [new EventPipeProvider(Runtime, EventLevel.Verbose, Collections | SurvivalAndMovement | SampledAllocations)],
        SymbolRundown,
        HasStacks: true);

    /// <summary>The meter and the events of pools.</summary>
    /// <param name="intervalSeconds">Seconds between two readings of the meter.</param>
    /// <remarks>A shared session with the limits of dotnet-counters, since a process can serve several tools only if they request the same.</remarks>
    internal static EventSelection PoolsEvery(int intervalSeconds) => new(
        "pools",
        [
            new EventPipeProvider(Metrics, EventLevel.Informational, TimeSeriesValues, new Dictionary<string, string>
            {
                ["SessionId"] = "SHARED",
                ["ClientId"] = Guid.NewGuid().ToString(),
                ["Metrics"] = Pools,
                ["RefreshInterval"] = intervalSeconds.ToString(CultureInfo.InvariantCulture),
                ["MaxTimeSeries"] = "1000",
                ["MaxHistograms"] = "20",
            }),
            new EventPipeProvider(Pools, EventLevel.Informational),
        ],
        RundownKeyword: 0,
        HasStacks: false);
}
