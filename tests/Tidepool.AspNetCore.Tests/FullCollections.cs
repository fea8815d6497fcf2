namespace Tidepool.AspNetCore.Tests;

/// <summary>As many full collections as it takes to find every lease that was dropped.</summary>
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
