using System.Text.Json.Nodes;

namespace Tidepool.Tool.Workloads;

/// <summary>The pool that the doctor advised, created from its configuration. In a separate class, so that other workloads have no pool.</summary>
internal static class AdvisedPool
{
    /// <summary>The environment variable that contains the configuration.</summary>
    internal const string Variable = "TIDEPOOL_ADVISED_POOL";

    internal static readonly BytePool Instance = new(Options());

    private static BytePoolOptions Options()
    {
        JsonNode advised = JsonNode.Parse(Environment.GetEnvironmentVariable(Variable) ?? throw new InvalidOperationException($"{Variable} isn't set."))!;
        return new BytePoolOptions
        {
            MinSize = (int)advised[nameof(BytePoolOptions.MinSize)]!,
            MaxSize = (int)advised[nameof(BytePoolOptions.MaxSize)]!,
            MaxBuffersPerBucket = (int)advised[nameof(BytePoolOptions.MaxBuffersPerBucket)]!,
        };
    }
}
