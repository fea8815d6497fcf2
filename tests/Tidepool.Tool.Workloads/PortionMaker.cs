using System.Buffers;
using System.Runtime.CompilerServices;

namespace Tidepool.Tool.Workloads;

/// <summary>Makes one object of a portion, in methods whose names the tests find in stacks.</summary>
internal static class PortionMaker
{
    private const int LargeObject = 85_000;

    internal static object Make(this Portion portion) => portion.Kind switch
    {
        PortionKind.Strings => MakeString(portion.Length),
        PortionKind.ArraysOfAPool => RentArray(portion.Length),
        PortionKind.Leases => UseLease(portion.Length),
        PortionKind.Collections => Collect(generation: 0),
        PortionKind.FullCollections => Collect(GC.MaxGeneration),
        _ when portion.Length >= LargeObject => MakeLargeArray(portion.Length),
        _ => MakeArray(portion.Length),
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string MakeString(int length) => new('x', length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] MakeArray(int length) => new byte[length];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] MakeLargeArray(int length) => new byte[length];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] RentArray(int length) => ArrayPool<byte>.Shared.Rent(length);

    /// <returns>Nothing that was made for this.</returns>
    private static BytePool UseLease(int length)
    {
        using ByteLease lease = AdvisedPool.Instance.Rent(length);
        lease.Span[0] = 1;
        return AdvisedPool.Instance;
    }

    /// <returns>Nothing that was made for this.</returns>
    private static string Collect(int generation)
    {
        GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
        return "";
    }
}
