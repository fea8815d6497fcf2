namespace Tidepool.AspNetCore.Tests;

/// <summary>Runs enough full collections to find every dropped lease.</summary>
internal static class FullCollections
{
    private const int Enough = 3;

    internal static void Run()
    {
        for (int i = 0; i < Enough; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
