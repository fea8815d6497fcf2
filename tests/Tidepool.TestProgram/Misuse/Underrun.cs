using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidepool.TestProgram.Misuse;

/// <summary>Writes to the byte before a buffer whose start is guarded.</summary>
internal static class Underrun
{
    internal static void Run()
    {
        using BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Guarded, GuardStart = true });
        using ByteLease lease = pool.Rent(1_000);
        WriteBefore(lease.Span);
        Console.WriteLine("outcome: NotNoticed");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteBefore(Span<byte> span) => Unsafe.Subtract(ref MemoryMarshal.GetReference(span), 1) = 1;
}
