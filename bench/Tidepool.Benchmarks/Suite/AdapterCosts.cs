using System.Text;
using Tidepool.Benchmarks.Reporting;
using Tidepool.Benchmarks.Targets;

namespace Tidepool.Benchmarks.Suite;

/// <summary>What the pool costs behind the interfaces of other types, beside those types.</summary>
internal static class AdapterCosts
{
    public static void Append(StringBuilder text, IReadOnlyList<AdapterResult> results)
    {
        text.Append("\n## What the adapters cost\n\nNanoseconds and managed bytes per operation; the ratio is the median of the rounds'.\n\n")
            .Append("| row | operation | adapter | ns | bytes | instead of | ns | bytes | ratio |\n|---|---|---|--:|--:|---|--:|--:|--:|\n");
        foreach (AdapterResult result in results)
        {
            text.Append("| ").Append(result.Target.Name).Append(" | ").Append(result.Target.Description)
                .Append(" | ").Append(result.Adapter.Peer).Append(" | ").Append(Figures.Nanoseconds(result.Adapter.Nanoseconds.Median)).Append(" | ").Append(Figures.Bytes(result.Adapter.AllocatedBytes))
                .Append(" | ").Append(result.Rival.Peer).Append(" | ").Append(Figures.Nanoseconds(result.Rival.Nanoseconds.Median)).Append(" | ").Append(Figures.Bytes(result.Rival.AllocatedBytes))
                .Append(" | ").Append(SpeedTables.Ratio(result.Adapter, result.Rival)).Append(" |\n");
        }
    }
}
