using System.Text.Json;
using System.Text.Json.Nodes;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Comparing;

/// <summary>The figures of a report or a trace that can be compared with those of another.</summary>
/// <param name="Name">Name of the file.</param>
/// <param name="Seconds">Length of the recording.</param>
/// <param name="Pauses">The number of pauses.</param>
/// <param name="BytesPerSecond">The allocation rate.</param>
/// <param name="PauseShare">The share of the time that was paused, 0 to 1.</param>
/// <param name="Longest">The longest pause, in milliseconds.</param>
/// <param name="ByteArrays">The allocation rate of byte arrays, in bytes per second; null if it wasn't recorded.</param>
/// <param name="Sites">The allocation rate of byte arrays by call site.</param>
internal sealed record Measured(
    string Name, double Seconds, int Pauses, Estimate? BytesPerSecond, Estimate PauseShare, double Longest, Estimate? ByteArrays, IReadOnlyDictionary<string,
        Estimate> Sites)
{
    private static readonly Dictionary<string, Estimate> s_none = [];

    /// <summary>Reads a report that <c>--json</c> wrote, or a trace.</summary>
    /// <exception cref="ToolException">The file is neither.</exception>
    internal static Measured Of(FileInfo file) => file.Extension.Equals(".json", StringComparison.OrdinalIgnoreCase) ? OfReport(file) : OfTrace(file);

    private static Measured OfTrace(FileInfo file)
    {
        Findings found = TraceReader.Read(file, file.Name);
        PauseSummary pauses = PauseSummary.Of([found]);
        Estimate? rate = pauses.TellsAllocatedBytes ? new Estimate(pauses.BytesPerSecond, pauses.BytesPerSecondError) : null;
        Estimate share = new(pauses.Share, pauses.ShareError);
        if (found.Samples.Count == 0)
        {
            return new Measured(file.Name, pauses.Seconds, pauses.Count, rate, share, pauses.Longest, null, s_none);
        }

        AllocationSummary allocations = AllocationSummary.Of([found]);
        return new Measured(
            file.Name, pauses.Seconds, pauses.Count, rate, share, pauses.Longest,
            RateOf(allocations.ByteArrays, allocations.BytesPerSecond),
            allocations.ByteArraySites.Top.GroupBy(static site => site.Key.Text).ToDictionary(
                static site => site.Key, site => RateOf(site.First().Share, allocations.BytesPerSecond * allocations.ByteArrays.Value)));
    }

    private static Measured OfReport(FileInfo file)
    {
        try
        {
            JsonNode report = JsonNode.Parse(File.ReadAllText(file.FullName)) ?? throw new JsonException("It is empty.");
            JsonNode pauses = In(report, "pauses");
            Measured measured = new(
                file.Name, (double)In(pauses, "seconds"), (int)In(pauses, "count"),
                pauses["allocatedBytesPerSecond"] is { } rateOfAll ? new Estimate((double)rateOfAll, (double?)pauses["allocatedBytesPerSecondError"]) : null,
                new Estimate((double)In(pauses, "share"), (double?)pauses["shareError"]),
                (double)In(pauses, "longestMilliseconds"), null, s_none);
            if (report["allocations"] is not { } allocations)
            {
                return measured;
            }

            double rate = (double)In(allocations, "bytesPerSecond");
            JsonNode arrays = In(allocations, "byteArrays");
            double ofArrays = rate * (double)In(arrays, "share");
            return measured with
            {
                ByteArrays = Rate(arrays, rate),
                Sites = In(allocations, "byteArraySites").AsArray().GroupBy(static site => NameOf(site!))
                    .ToDictionary(static site => site.Key, site => Rate(site.First()!, ofArrays)),
            };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(file.Exists ? $"{file.FullName} can't be read: {failure.Message}" : $"There is no file {file.FullName}.", failure);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            throw new ToolException($"{file.FullName} isn't a report of the doctor. `tidepool doctor --json` writes reports; the names of traces "
                + "end in .nettrace.", failure);
        }
    }

    /// <summary>A report on ticks has no intervals.</summary>
    private static Estimate Rate(JsonNode share, double whole) =>
        new((double)In(share, "share") * whole, ((double?)share["high"] - (double?)share["low"]) / 2 * whole);

    /// <exception cref="JsonException">The property doesn't exist.</exception>
    private static JsonNode In(JsonNode node, string name) => node[name] ?? throw new JsonException($"It has no {name}.");

    private static Estimate RateOf(Share share, double whole) => new(share.Value * whole, share.IsOfTicks ? null : share.Error * whole);

    private static string NameOf(JsonNode site) =>
        new CallSite((string)In(site, "method")!, (string?)site["location"], (string?)site["pool"]) 
        {
            Call = (string?)site["call"],
            RunBy = (string?)site["runBy"],
        }.Text;
}
