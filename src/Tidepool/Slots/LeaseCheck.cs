using System.Runtime.CompilerServices;

namespace Tidepool.Slots;

/// <summary>The check that every use of a lease makes. In a file of its own, so that a benchmark can build the pool without it.</summary>
internal static class LeaseCheck
{
    /// <summary>Whether the slot is still out under the lease's generation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Agrees(Slot slot, long generation) => slot.Generation == generation;
}
