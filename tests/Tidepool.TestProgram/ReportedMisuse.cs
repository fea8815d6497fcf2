using System.Runtime.CompilerServices;

namespace Tidepool.TestProgram;

/// <summary>Misuses the process's own pool, which takes no options: its reports can be requested only from outside.</summary>
internal static class ReportedMisuse
{
    private static ByteLease s_kept;

    internal static void Run()
    {
        ReturnTwice();
        Keep();
        Console.WriteLine($"kept: {s_kept.Length}");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReturnTwice()
    {
        ByteLease lease = BytePool.Shared.Rent(500);
        lease.Return();
        try
        {
            lease.Return();
        }
        catch (BufferAlreadyReturnedException)
        {
            // The test checks the report.
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Keep() => s_kept = BytePool.Shared.Rent(700);
}
