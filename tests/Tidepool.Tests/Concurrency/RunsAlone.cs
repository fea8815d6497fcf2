namespace Tidepool.Tests.Concurrency;

/// <summary>Tests that load all cores, collect garbage or measure memory: each runs alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class RunsAlone
{
    public const string Name = "Stress";
}
