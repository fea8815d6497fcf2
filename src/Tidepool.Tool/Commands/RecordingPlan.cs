using Tidepool.Tool.Advice;

namespace Tidepool.Tool.Commands;

/// <summary>How long to record.</summary>
/// <param name="Duration">Duration of each step; null to record as long as needed, within limits.</param>
/// <param name="Samples">The number of allocation samples that is enough.</param>
/// <param name="WithLifetimes">Whether to track byte arrays through collections too, in a separate step.</param>
internal sealed record RecordingPlan(TimeSpan? Duration, int Samples, bool WithLifetimes)
{
    /// <summary>The default for <see cref="Samples"/>, which is enough for a meaningful histogram.</summary>
    internal const int EnoughSamples = Evidence.EnoughSamples;
}
