using System.Globalization;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Commands;

/// <summary>Whether there are samples enough to say anything of what is allocated.</summary>
internal static class Evidence
{
    /// <summary>Under so many samples nothing is said at all.</summary>
    private const int FewestSamples = 100;

    /// <summary>Where the types of more than this part aren't known, shares by type say nothing.</summary>
    private const double MostUnknown = 0.5;

    /// <param name="allocations">What was recorded.</param>
    /// <param name="enough">Samples that would be enough.</param>
    /// <exception cref="ToolException">There are none, or too few, or they don't tell their types.</exception>
    internal static void Check(IReadOnlyList<Findings> allocations, int enough)
    {
        AllocationSample[] samples = [.. allocations.SelectMany(static part => part.Samples)];
        double seconds = allocations.Sum(static part => part.Duration.TotalSeconds);
        if (samples.Length == 0)
        {
            throw new ToolException(
                "Pauses are a problem, but there are no samples of allocations: they weren't recorded, or the program allocated next to nothing meanwhile. Record while it works, with --process-id.");
        }

        if (samples.Length < FewestSamples)
        {
            throw new ToolException(string.Create(
                CultureInfo.InvariantCulture,
                $"Pauses are a problem, but {samples.Length} samples of allocations in {seconds:0} s are too few to say of what: record about {seconds * enough / samples.Length:N0} s, with --duration."));
        }

        if (Share.Of(samples, static sample => sample.IsOfUnknownType).Value > MostUnknown)
        {
            throw new ToolException("Pauses are a problem, but the program is native code, which doesn't tell the types of what it allocates: examine it as it runs on the runtime, before it is published so.");
        }
    }
}
