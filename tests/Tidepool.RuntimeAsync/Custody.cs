using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tidepool.RuntimeAsync.Threads;

namespace Tidepool.RuntimeAsync;

/// <summary>Knows who has which buffer, independently of the pool: it finds two renters of one buffer and contents that changed while rented,
/// and counts how many buffers were needed.</summary>
/// <remarks>None of its methods is inlined into the flows, whose code is what is tested.</remarks>
/// <param name="threads">How many threads rent. Whoever rents on another is counted as one more.</param>
internal sealed class Custody(int threads)
{
    /// <summary>Powers of two from <see cref="SmallestSize"/> on.</summary>
    internal const int Sizes = 3;
    internal const int SmallestSize = 1_024;

    /// <summary>By array: the owner of the present rent.</summary>
    private readonly ConcurrentDictionary<byte[], long> _owners = [];
    private readonly ConcurrentDictionary<byte[], bool> _seen = [];
    private readonly int[] _out = new int[(threads + 1) * Sizes];
    private readonly int[] _most = new int[(threads + 1) * Sizes];
    private long _rents;
    private long _lastOwner;

    /// <summary>Rents so far.</summary>
    internal long Rents => Volatile.Read(ref _rents);

    /// <summary>Different buffers so far.</summary>
    internal int Buffers => _seen.Count;

    /// <summary>So many buffers may be needed: of what each thread rented of each size, the most that was out at once, added up.</summary>
    internal int Needed => _most.Sum();

    /// <summary>To be called before a rent. Counts it as out already.</summary>
    /// <returns>Whose rent of which size it is, for <see cref="Take(Memory{byte}, int)"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int BeforeRent(int size) => BeforeRents(size, most: 1, rents: 1);

    /// <summary>The same before many rents, which are not taken into custody. To be followed by <see cref="AfterReturns"/>.</summary>
    /// <param name="size">Of each.</param>
    /// <param name="most">How many of them will be out at once.</param>
    /// <param name="rents">How many there will be.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int BeforeRents(int size, int most, int rents)
    {
        int place = ((DedicatedThread.Running?.Number ?? threads) * Sizes) + BitOperations.Log2((uint)(size / SmallestSize));
        Interlocked.Add(ref _rents, rents);
        int rented = Interlocked.Add(ref _out[place], most);
        int before = Volatile.Read(ref _most[place]);
        while (rented > before)
        {
            int now = Interlocked.CompareExchange(ref _most[place], rented, before);
            if (now == before)
            {
                break;
            }

            before = now;
        }

        return place;
    }

    /// <inheritdoc cref="Take(Memory{byte}, int)"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal Holding Take(ByteLease lease, int place) => Take(lease.Memory, place);

    /// <summary>To be called with what was rented. Stamps it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal Holding Take(Memory<byte> memory, int place)
    {
        if (!MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> part) || part.Array is not { } array)
        {
            throw new RunFailedException("A buffer without an array.");
        }

        long owner = Interlocked.Increment(ref _lastOwner);
        if (!_owners.TryAdd(array, owner))
        {
            throw new RunFailedException($"Two renters of one buffer: {_owners.GetValueOrDefault(array)} has it, and {owner} got it.");
        }

        _seen.TryAdd(array, true);
        MemoryMarshal.Cast<byte, long>(memory.Span).Fill(owner);
        return new Holding(memory, array, owner, place);
    }

    /// <summary>Fails unless the buffer is its owner's, and has its owner's bytes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Check(Holding holding)
    {
        if (_owners.GetValueOrDefault(holding.Array) != holding.Owner || MemoryMarshal.Cast<byte, long>(holding.Memory.Span).ContainsAnyExcept(holding.Owner))
        {
            throw new RunFailedException($"The buffer of {holding.Owner} was changed, or is {_owners.GetValueOrDefault(holding.Array)}'s.");
        }
    }

    /// <summary>To be called before a return. Checks the buffer a last time.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void GiveUp(Holding holding)
    {
        Check(holding);
        if (!_owners.TryRemove(KeyValuePair.Create(holding.Array, holding.Owner)))
        {
            throw new RunFailedException($"The buffer of {holding.Owner} became somebody else's.");
        }
    }

    /// <summary>To be called after a return: until then the buffer counts as out.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void AfterReturn(Holding holding) => AfterReturns(holding.Place, 1);

    /// <summary>To be called after all that <see cref="BeforeRents"/> announced.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void AfterReturns(int place, int most) => Interlocked.Add(ref _out[place], -most);

    /// <summary>Fails if something is still out.</summary>
    internal void ExpectNothingOut()
    {
        if (!_owners.IsEmpty || _out.Any(static rented => rented != 0))
        {
            throw new RunFailedException($"{_owners.Count} buffers weren't returned.");
        }
    }
}
