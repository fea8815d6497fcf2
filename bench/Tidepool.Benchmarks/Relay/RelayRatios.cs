using System.Text.Json;
using Tidepool.Benchmarks.Measurement;

namespace Tidepool.Benchmarks.Relay;

/// <summary>What one run of the relay says of Tidepool: medians of its rounds' ratios.</summary>
/// <param name="ProcessorOfShared">Processor time per message, as a part of that with <c>ArrayPool&lt;byte&gt;.Shared</c>.</param>
/// <param name="ProcessorOfControl">The same, as a part of that with the control.</param>
/// <param name="WorkingSetOfShared">Peak working set, as a part of that with <c>ArrayPool&lt;byte&gt;.Shared</c>.</param>
internal sealed record RelayRatios(double ProcessorOfShared, double ProcessorOfControl, double WorkingSetOfShared)
{
    /// <param name="report">The report that the relay wrote.</param>
    /// <exception cref="ChildRunException">It has no such ratios.</exception>
    public static RelayRatios Read(JsonDocument report)
    {
        JsonElement.ArrayEnumerator all = report.RootElement.GetProperty("ratios").EnumerateArray();
        JsonElement[] ratios = [.. all.Where(static ratio => ratio.GetProperty("kind").GetString() == "Tidepool")];
        return new RelayRatios(Median("ArrayPool", "cpuPerMessage"), Median("Control", "cpuPerMessage"), Median("ArrayPool", "peakWorkingSet"));

        double Median(string of, string figure)
        {
            JsonElement ratio = Array.Find(ratios, ratio => ratio.GetProperty("of").GetString() == of);
            return ratio.ValueKind == JsonValueKind.Object
                ? ratio.GetProperty(figure).GetProperty("median").GetDouble()
                : throw new ChildRunException($"The relay's report doesn't compare Tidepool with {of}.");
        }
    }
}
