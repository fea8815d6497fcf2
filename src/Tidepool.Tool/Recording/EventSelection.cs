using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;

namespace Tidepool.Tool.Recording;

/// <summary>Which events to record.</summary>
/// <remarks>Allocation events cost the program more than those of collections, and on .NET 10 they silence allocation ticks for everybody who watches it. So they are a step of their own.</remarks>
internal sealed record EventSelection(IReadOnlyList<EventPipeProvider> Providers, long RundownKeyword, bool HasStacks)
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const long Collections = 0x1;

    /// <summary>Sampled allocations on .NET 10. Older runtimes don't know it and give allocation ticks, which come with <see cref="Collections"/> at the verbose level.</summary>
    private const long SampledAllocations = 0x800_0000_0000;

    /// <summary>What is needed to resolve stacks: methods, modules, and where their code lies.</summary>
    private const long SymbolRundown = 0x8002_0139;

    /// <summary>Collections, and once a second the runtime's own count of bytes allocated.</summary>
    internal static EventSelection Pauses { get; } = new(
        [
            new EventPipeProvider(Runtime, EventLevel.Informational, Collections),
            new EventPipeProvider("System.Runtime", EventLevel.Informational, 0, new Dictionary<string, string> { ["EventCounterIntervalSec"] = "1" }),
        ],
        RundownKeyword: 0,
        HasStacks: false);

    internal static EventSelection Allocations { get; } = new(
        [new EventPipeProvider(Runtime, EventLevel.Verbose, Collections | SampledAllocations)],
        SymbolRundown,
        HasStacks: true);
}
