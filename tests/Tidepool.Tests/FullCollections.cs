using System.Diagnostics.CodeAnalysis;

namespace Tidepool.Tests;

/// <summary>Tests that run the collector. They run alone: a collection shows in the statistics of every pool of the process.</summary>
[CollectionDefinition(nameof(FullCollections), DisableParallelization = true)]
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "xunit's notion of a collection, of which this is one.")]
public sealed class FullCollections
{
    private const int MostRounds = 10;

    /// <summary>Collects until the condition holds, at most <see cref="MostRounds"/> times. The caller asserts the condition.</summary>
    internal static void RunUntil(Func<bool> condition)
    {
        for (int round = 0; round < MostRounds && !condition(); round++)
        {
            Run(1);
        }
    }

    /// <summary>Runs a test, and repeats it if it failed while the collector ran by itself.</summary>
    /// <remarks>A pool evicts what has been out for two full collections, which no expected count can foresee.</remarks>
    internal static void RunUndisturbed(Action test)
    {
        const int Attempts = 5;
        for (int attempt = 1; ; attempt++)
        {
            int before = GC.CollectionCount(GC.MaxGeneration);
            try
            {
                test();
                return;
            }
            catch (Xunit.Sdk.XunitException) when (attempt < Attempts && GC.CollectionCount(GC.MaxGeneration) - before >= 2)
            {
                // The next attempt decides.
            }
        }
    }

    internal static void Run(int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
