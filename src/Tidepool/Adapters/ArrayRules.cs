using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Tidepool.Diagnosis;

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
        $"The array of {Quantity.Bytes(array.Length)} was not rented from this array pool. Return it to the pool it came from; "
            + "if it belongs to a lease, return the lease.", nameof(array));

    [DoesNotReturn]
    private static void ThrowLength(int minimumLength) => throw new ArgumentOutOfRangeException(
        nameof(minimumLength), minimumLength, $"Request 0 to {Array.MaxLength:N0} bytes.");
}
