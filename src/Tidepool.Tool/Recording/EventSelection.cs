using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;

namespace Tidepool.Tool.Recording;

/// <summary>Which events to record.</summary>
/// <remarks>Allocation events cost the program more than those of collections, and on .NET 10 they silence allocation ticks for everybody who watches it. So
/// they are a step of their own.</remarks>
internal sealed record EventSelection(string Name, IReadOnlyList<EventPipeProvider> Providers, long RundownKeyword, bool HasStacks)
{
    /// <summary>The events of meters.</summary>
    internal const string Metrics = "System.Diagnostics.Metrics";

    /// <summary>The event source of pools, and the meter of the same name.</summary>
    internal const string Pools = "Tidepool";

    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const long Collections = 0x1;

    /// <summary>Which objects a collection found alive, and where it moved them.</summary>
    private const long SurvivalAndMovement = 0x40_0000;

    /// <summary>Sampled allocations on .NET 10. Older runtimes don't know it and give allocation ticks, which come with <see cref="Collections"/> at the
    /// verbose level.</summary>
    private const long SampledAllocations = 0x800_0000_0000;

    /// <summary>What is needed to resolve stacks: methods, modules, and where their code lies.</summary>
    private const long SymbolRundown = 0x8002_0139;

    /// <summary>Values of instruments.</summary>
    private const long TimeSeriesValues = 0x2;

    /// <summary>Collections, and once a second the runtime's own count of bytes allocated.</summary>
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

    /// <summary>Allocations, and what becomes of them.</summary>
    internal static EventSelection Lifetimes { get; } = new(
        "lifetimes",
        [new EventPipeProvider(Runtime, EventLevel.Verbose, Collections | SurvivalAndMovement | SampledAllocations)],
        SymbolRundown,
        HasStacks: true);

    /// <summary>The meter and the events of pools.</summary>
    /// <param name="intervalSeconds">Between two readings of the meter.</param>
    /// <remarks>A shared session, with the limits of dotnet-counters: the process can serve several watchers only when they ask for the same.</remarks>
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
