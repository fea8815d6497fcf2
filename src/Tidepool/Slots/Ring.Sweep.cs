using System.Runtime.InteropServices;

namespace Tidepool.Slots;

/// <content>Finding what other threads returned here.</content>
internal sealed partial class Ring
{
    /// <summary>How many slots one search for returns of other threads looks at. Chosen by measurement: enough to spread its cost.</summary>
    private const int SweepLength = 64;

    /// <summary>How many of the first places such a search looks at before all others.</summary>
    private const int LowLook = 12;

    /// <summary>So many idle ones among the first places are enough.</summary>
    private const int EnoughLow = 4;

    /// <summary>After so many slots in a row that are out, a search gives up when it has found something.</summary>
    private const int SweepPatience = 8;

    private ForeignReturns _foreignReturns;

    /// <summary>Marks slots that other threads returned as idle: the first ones of the ring where enough of them are, so that few buffers
    /// are in use and a surplus stays idle; else those from the place after the last ones found.</summary>
    /// <remarks>Leases that come back in the order in which they went out are found at once, a run at a time.</remarks>
    private bool SweepForeignReturns()
    {
        // A full fence: a return that comes after it and still reads "set" has changed its generation before the reads below.
        if (!_foreignReturns.IsSet || Interlocked.Exchange(ref _foreignReturns.Value, 0) == 0)
        {
            return false;
        }

        int found = 0;
        for (int index = 0; index < Math.Min(LowLook, _extent); index++)
        {
            found += MarkIfIdle(index) ? 1 : 0;
        }

        if (found >= EnoughLow || SweepOn(ref found) < _extent)
        {
            // There may be more.
            _foreignReturns.Set();
        }

        return found > 0;
    }

    /// <summary>Goes on where the last sweep found something, until enough is found or the search seems vain.</summary>
    /// <returns>How many places it looked at.</returns>
    private int SweepOn(ref int found)
    {
        int length = _extent;
        int looked = 0;
        int missed = 0;
        int next = _cursor;
        while (looked < length && found < SweepLength && missed < (found == 0 ? 4 * SweepLength : SweepPatience))
        {
            next = next >= length ? 0 : next;
            if (MarkIfIdle(next++))
            {
                found++;
                missed = 0;
                _cursor = next;
            }
            else
            {
                missed++;
            }

            looked++;
        }

        if (found == 0)
        {
            _cursor = next;
        }

        return looked;
    }

    private bool MarkIfIdle(int index)
    {
        if (SlotAt(index) is not { } slot || !slot.IsIdleAtHome || slot == _hot)
        {
            return false;
        }

        _idle.Add(index);
        return true;
    }

    /// <summary>Called by another thread after it returned a slot of this ring. Mostly a read of a line that nobody writes.</summary>
    internal void NoteForeignReturn()
    {
        if (!_foreignReturns.IsSet)
        {
            _foreignReturns.Set();
        }
    }

    /// <summary>Says that other threads returned slots since the last search. On cache lines of its own: they only read it, mostly.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 192)]
    private struct ForeignReturns
    {
        [FieldOffset(64)]
        internal int Value;

        internal readonly bool IsSet => Value != 0;

        internal void Set() => Volatile.Write(ref Value, 1);
    }
}
