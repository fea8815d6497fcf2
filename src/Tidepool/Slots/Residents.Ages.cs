using System.Numerics;

namespace Tidepool.Slots;

/// <content>How long residents have been idle, or out. Under the bucket's lock.</content>
internal sealed partial class Residents
{
    private DecayDue _due;

    /// <summary>A bit for each resident that has been out, under one lease, since the last call.</summary>
    internal ulong OutSinceLastLook()
    {
        ulong found = 0;
        foreach (Slot slot in All)
        {
            long generation = Volatile.Read(ref slot.Generation);
            ref Place place = ref _places[slot.Index];
            found |= generation == place.SeenAtLook && Generation.IsRented(generation) ? 1UL << slot.Index : 0;
            place.SeenAtLook = generation;
        }

        return found;
    }

    /// <summary>One step of the decay: a bit for each resident to drop now, the highest indexes first, since the owner mostly uses the lowest.</summary>
    internal ulong Due(ReadOnlySpan<double> shareAt)
    {
        ulong idle = 0;
        foreach (Slot slot in All)
        {
            long generation = Volatile.Read(ref slot.Generation);
            ref Place place = ref _places[slot.Index];
            if (generation != place.SeenByDecay || !Generation.IsIdleWithOwner(generation))
            {
                place.SeenByDecay = generation;
                place.IdleSteps = 0;
                continue;
            }

            _due.Add(1, shareAt[Math.Min(place.IdleSteps++, shareAt.Length - 1)]);
            idle |= 1UL << slot.Index;
        }

        ulong victims = 0;
        for (int left = _due.Take(); left > 0; left--)
        {
            ulong highest = 1UL << BitOperations.Log2(idle);
            idle &= ~highest;
            victims |= highest;
        }

        return victims;
    }
}
