using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Tidepool.Slots;

/// <content>The table of residents. It changes under the bucket's lock.</content>
internal sealed partial class Residents
{
    /// <summary>Doubled whenever it is full. Arbitrary.</summary>
    private const int InitialRoom = 8;

    /// <summary>By a slot's index. Empty until the first one.</summary>
    private Place[] _places = [];

    /// <summary>A bit for each index in use. Under the bucket's lock.</summary>
    private ulong _taken;

    internal int Count => BitOperations.PopCount(_taken);

    /// <summary>The owner's rents of its present residents, since they became residents. Under the bucket's lock.</summary>
    internal long OwnRents
    {
        get
        {
            long rents = 0;
            foreach (Slot slot in All)
            {
                rents += OwnRentsOf(slot, Volatile.Read(ref slot.Generation));
            }

            return rents;
        }
    }

    /// <summary>A bit for each slot that is being evicted. Under the bucket's lock.</summary>
    internal ulong Victims { get; set; }

    /// <summary>Makes room for one more resident, so that <see cref="Add"/> doesn't allocate. Changes nothing if it throws. Owner thread,
    /// under the bucket's lock.</summary>
    internal void EnsureRoom()
    {
        if (Count == _places.Length)
        {
            Place[] places = new Place[Math.Max(InitialRoom, _places.Length * 2)];
            _places.CopyTo(places, 0);
            _places = places;
        }
    }

    /// <summary>Makes a slot a resident and the hot one. Owner thread, under the bucket's lock; the slot is rented by the owner.</summary>
    internal void Add(Slot slot)
    {
        Debug.Assert(Count < _places.Length, "EnsureRoom comes before Add.");
        int index = BitOperations.TrailingZeroCount(~_taken);
        if (_taken == 0)
        {
            // A plain write, not a read and a write: another thread may set the flag in between.
            _isOpened = false;
        }

        _taken |= 1UL << index;
        _idle &= ~(1UL << index);
        _places[index] = new Place { Slot = slot, RentsBefore = Generation.Rents(slot.Generation) };
        slot.Index = (byte)index;
        Volatile.Write(ref slot.Keeper, this);
        MakeHot(slot);
    }

    /// <summary>How often a resident has been rented since it became one, by its generation. Under the bucket's lock.</summary>
    internal long OwnRentsOf(Slot slot, long generation) => Generation.Rents(generation) - _places[slot.Index].RentsBefore;

    /// <summary>Doesn't count the present rent of a resident. Under the bucket's lock.</summary>
    internal void UncountRent(Slot slot) => _places[slot.Index].RentsBefore++;

    /// <summary>Takes a slot out of the table. Under the bucket's lock. Its idle bit stays, since only the owner writes those; a bit without a slot is
    /// skipped.</summary>
    internal void Remove(Slot slot)
    {
        Debug.Assert(_places[slot.Index].Slot == slot, "A resident is where its index says.");
        _places[slot.Index].Slot = null;
        _taken &= ~(1UL << slot.Index);
        if (slot == _hot)
        {
            SetHot(null);
        }

        if (_taken == 0)
        {
            // The table goes too. The owner may be reading the old one: it is empty.
            _places = [];
        }
    }

    /// <summary>The slots with these indexes. Under the bucket's lock; a slot may be removed once it has been enumerated.</summary>
    internal Selection Select(ulong indexes) => new(this, indexes & _taken);

    /// <summary>All slots.</summary>
    internal Selection All => Select(ulong.MaxValue);

    /// <summary>A bit for each resident that the predicate holds for. Under the bucket's lock.</summary>
    internal ulong Where(Func<Slot, bool> predicate)
    {
        ulong found = 0;
        foreach (Slot slot in All)
        {
            found |= predicate(slot) ? 1UL << slot.Index : 0;
        }

        return found;
    }

    /// <summary>Finds a resident that is out. Under the bucket's lock.</summary>
    internal bool TryFindOut([NotNullWhen(true)] out Slot? found)
    {
        foreach (Slot slot in All)
        {
            if (!slot.IsIdleWithOwner)
            {
                found = slot;
                return true;
            }
        }

        found = null;
        return false;
    }

    /// <summary>A resident, and what earlier looks saw of it.</summary>
    private struct Place
    {
        internal Slot? Slot;

        /// <summary>How often the slot had been rented when it became a resident, and how often it was handed on since.</summary>
        internal long RentsBefore;

        /// <summary>The generation at the last step of the decay.</summary>
        internal long SeenByDecay;

        /// <summary>The generation at the last look for leases that are out for long.</summary>
        internal long SeenAtLook;

        /// <summary>For how many steps of the decay the slot has lain idle.</summary>
        internal int IdleSteps;
    }

    /// <summary>Enumerates residents by ascending index.</summary>
    internal ref struct Selection(Residents residents, ulong indexes)
    {
        public Slot Current { get; private set; } = null!;

        public readonly Selection GetEnumerator() => this;

        public bool MoveNext()
        {
            if (indexes == 0)
            {
                return false;
            }

            Current = residents._places[BitOperations.TrailingZeroCount(indexes)].Slot!;
            indexes &= indexes - 1;
            return true;
        }
    }
}
