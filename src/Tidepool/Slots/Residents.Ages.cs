using System.Numerics;

namespace Tidepool.Slots;

/// <content>How long residents have been idle, or out. Under the bucket's lock.</content>
internal sealed partial class Residents
{
    /// <summary>The fraction of a buffer that the decay has yet to drop.</summary>
    private double _decayDue;

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
        double due = _decayDue;
        int expired = 0;
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

            double share = shareAt[Math.Min(place.IdleSteps++, shareAt.Length - 1)];
            due += share;
            expired += share >= 1 ? 1 : 0;
            idle |= 1UL << slot.Index;
        }

        int most = Math.Max((int)due, expired);
        ulong victims = 0;
        for (; most > 0 && idle != 0; most--)
        {
            ulong highest = 1UL << BitOperations.Log2(idle);
            idle &= ~highest;
            victims |= highest;
        }

        _decayDue = most > 0 ? 0 : Math.Max(0, due - BitOperations.PopCount(victims));
        return victims;
    }
}
