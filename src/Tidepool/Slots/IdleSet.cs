using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tidepool.Slots;

/// <summary>A set of small integers that gives the lowest first: a bit for each member, and beyond the first 64 members a bit for each 64 that says where to look.</summary>
/// <remarks>Below 64 members, one word does it all. Beyond, adding costs two writes, and taking the lowest two bit scans plus one step for each 4,096 members.
/// Not safe for use by several threads.</remarks>
internal struct IdleSet
{
    /// <summary>Members below 64.</summary>
    private ulong _first;

    /// <summary>All other members; word 0 stays empty.</summary>
    private ulong[] _words;

    /// <summary>For each of <see cref="_words"/>, whether it has members.</summary>
    private ulong[] _groups;

    public IdleSet()
    {
        _words = [];
        _groups = [];
    }

    /// <summary>How many members there are. Looks at each word.</summary>
    internal readonly int Count
    {
        get
        {
            int count = BitOperations.PopCount(_first);
            foreach (ulong word in _words)
            {
                count += BitOperations.PopCount(word);
            }

            return count;
        }
    }

    /// <summary>All members are below this.</summary>
    internal readonly int Capacity => Math.Max(64, _words.Length * 64);

    /// <summary>Makes room for members below <paramref name="capacity"/>. Nothing has changed when it throws.</summary>
    internal void EnsureCapacity(int capacity)
    {
        if (capacity > Capacity)
        {
            ulong[] words = new ulong[(capacity + 63) / 64];
            ulong[] groups = new ulong[(words.Length + 63) / 64];
            _words.CopyTo(words, 0);
            _groups.CopyTo(groups, 0);
            (_words, _groups) = (words, groups);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(int member)
    {
        if (member < 64)
        {
            _first |= 1UL << member;
        }
        else
        {
            AddBeyondFirst(member);
        }
    }

    private readonly void AddBeyondFirst(int member)
    {
        int word = member >> 6;
        _words[word] |= 1UL << member;
        _groups[word >> 6] |= 1UL << word;
    }

    internal void Remove(int member)
    {
        int word = member >> 6;
        if (member < 64)
        {
            _first &= ~(1UL << member);
        }
        else if ((_words[word] &= ~(1UL << member)) == 0)
        {
            _groups[word >> 6] &= ~(1UL << word);
        }
    }

    /// <summary>Takes the lowest member if it is below 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryTakeLowestOfFirst(out int member)
    {
        ulong first = _first;
        member = BitOperations.TrailingZeroCount(first);
        _first = first & (first - 1);
        return first != 0;
    }

    internal bool TryTakeLowest(out int member) => TryTakeLowestOfFirst(out member) || TryTakeLowestBeyondFirst(out member);

    private readonly bool TryTakeLowestBeyondFirst(out int member)
    {
        ulong[] groups = _groups;
        for (int group = 0; group < groups.Length; group++)
        {
            ulong words = groups[group];
            if (words != 0)
            {
                int word = (group << 6) + BitOperations.TrailingZeroCount(words);
                ulong members = _words[word];
                member = (word << 6) + BitOperations.TrailingZeroCount(members);
                members &= members - 1;
                _words[word] = members;
                if (members == 0)
                {
                    groups[group] = words & (words - 1);
                }

                return true;
            }
        }

        member = -1;
        return false;
    }
}
