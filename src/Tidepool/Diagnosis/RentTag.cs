using System.Runtime.CompilerServices;

namespace Tidepool.Diagnosis;

/// <summary>What a rent is for, while the running thread rents: the next rent that is recorded takes it. So a tag costs nothing in any buffer's slot,
/// and nothing where there is none.</summary>
internal static class RentTag
{
    [ThreadStatic]
    private static string? t_tag;

    /// <summary>Rents a buffer for something that has a tag.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="tag">The tag.</param>
    internal static ByteLease Rent(BytePool pool, int size, string tag)
    {
        string? outside = Exchange(tag);
        try
        {
            return pool.Rent(size);
        }
        finally
        {
            // It is left over where the rent wasn't recorded.
            Exchange(outside);
        }
    }

    /// <summary>Takes the tag of the present rent; null where there is none. What a callback rents later in the middle of it has none.</summary>
    internal static string? Take() => Exchange(null);

    /// <summary>Not inlined, as whatever reads what belongs to the running thread.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? Exchange(string? tag)
    {
        string? before = t_tag;
        t_tag = tag;
        return before;
    }
}
