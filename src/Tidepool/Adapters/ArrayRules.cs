using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Tidepool.Adapters;

/// <summary>The errors that both array adapters throw.</summary>
internal static class ArrayRules
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void CheckLength(int minimumLength)
    {
        if (minimumLength < 0 || minimumLength > Array.MaxLength)
        {
            ThrowLength(minimumLength);
        }
    }

    internal static ArgumentException Foreign(byte[] array) => new(
        $"The array of {array.Length:N0} bytes was not rented from this pool as an array. Return it to where it came from; "
            + "a lease is returned by the lease.", nameof(array));

    [DoesNotReturn]
    private static void ThrowLength(int minimumLength) => throw new ArgumentOutOfRangeException(
        nameof(minimumLength), minimumLength, $"Ask for 0 to {Array.MaxLength:N0} bytes.");
}
