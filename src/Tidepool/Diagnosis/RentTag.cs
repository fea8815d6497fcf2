using System.Runtime.CompilerServices;

namespace Tidepool.Diagnosis;

/// <summary>What a rent is for, while the running thread rents: the next rent that is recorded takes it. So a tag takes no room in slots,
/// and costs nothing if there is none.</summary>
internal static class RentTag
{
    [ThreadStatic]
    private static string? t_tag;

    /// <summary>Rents a buffer for an object with a tag.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="size">The number of bytes.</param>
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
            // The tag is left over if the rent wasn't recorded.
            Exchange(outside);
        }
    }

    /// <summary>Takes the tag of the current rent; null if there is none. A rent that a callback makes later, nested in this one, has none.</summary>
    internal static string? Take() => Exchange(null);

    /// <summary>Not inlined, like any method that reads what belongs to the running thread.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? Exchange(string? tag)
    {
        string? before = t_tag;
        t_tag = tag;
        return before;
    }
}
