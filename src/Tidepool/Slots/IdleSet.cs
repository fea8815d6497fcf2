using System.Numerics;

namespace Tidepool.Slots;

/// <summary>A set of small integers that gives the lowest first: one bit for each member, and one for each 64 of them that says where to look.</summary>
/// <remarks>Adding costs two writes; taking the lowest, two bit scans for up to 4,096 members and one more step for each further 4,096. Not safe for use by several threads.</remarks>
internal struct IdleSet
{
    private ulong[] _words;
    private ulong[] _groups;

    public IdleSet()
    {
        _words = [];
        _groups = [];
    }

    /// <summary>Members must be below this.</summary>
    internal readonly int Capacity => _words.Length * 64;

    internal readonly int Count
    {
        get
        {
            int count = 0;
            foreach (ulong word in _words)
            {
                count += BitOperations.PopCount(word);
            }

            return count;
        }
    }

    /// <summary>Makes room. Nothing has changed when it throws.</summary>
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

    internal readonly void Add(int member)
    {
        int word = member >> 6;
        _words[word] |= 1UL << member;
        _groups[word >> 6] |= 1UL << word;
    }

    internal readonly void Remove(int member)
    {
        int word = member >> 6;
        if ((_words[word] &= ~(1UL << member)) == 0)
        {
            _groups[word >> 6] &= ~(1UL << word);
        }
    }

    internal readonly bool TryTakeLowest(out int member)
    {
        ulong[] groups = _groups;
        for (int group = 0; group < groups.Length; group++)
        {
            ulong bits = groups[group];
            if (bits != 0)
            {
                int word = (group << 6) + BitOperations.TrailingZeroCount(bits);
                ulong members = _words[word];
                member = (word << 6) + BitOperations.TrailingZeroCount(members);
                members &= members - 1;
                _words[word] = members;
                if (members == 0)
                {
                    groups[group] = bits & (bits - 1);
                }

                return true;
            }
        }

        member = -1;
        return false;
    }
}
