using Tidepool.Tool.Advice;

namespace Tidepool.Tool.Commands;

/// <summary>How long to record.</summary>
/// <param name="Duration">Each step; null for as long as it takes, within limits.</param>
/// <param name="Samples">Of allocations, so many are enough.</param>
/// <param name="WithLifetimes">Also follows byte arrays through collections, in a step of its own.</param>
internal sealed record RecordingPlan(TimeSpan? Duration, int Samples, bool WithLifetimes)
{
    /// <summary>A histogram is worth its name from here on.</summary>
    internal const int EnoughSamples = Evidence.EnoughSamples;
}
