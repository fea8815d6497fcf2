using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tidepool.RuntimeAsync.Threads;

namespace Tidepool.RuntimeAsync;

/// <summary>Tracks which rent owns which buffer, independently of the pool: it detects two renters of one buffer and contents that change while rented,
/// and counts how many buffers are needed.</summary>
/// <remarks>None of its methods is inlined into the flows, whose code is under test.</remarks>
/// <param name="threads">How many threads rent. Rents on any other thread are counted as those of one more thread.</param>
internal sealed class Custody(int threads)
{
    /// <summary>The number of sizes: powers of two, starting at <see cref="SmallestSize"/>.</summary>
    internal const int Sizes = 3;
    internal const int SmallestSize = 1_024;

    /// <summary>The owner of the current rent, by array.</summary>
    private readonly ConcurrentDictionary<byte[], long> _owners = [];
    private readonly ConcurrentDictionary<byte[], bool> _seen = [];
    private readonly int[] _out = new int[(threads + 1) * Sizes];
    private readonly int[] _most = new int[(threads + 1) * Sizes];
    private long _rents;
    private long _lastOwner;

    /// <summary>The number of rents so far.</summary>
    internal long Rents => Volatile.Read(ref _rents);

    /// <summary>The number of different buffers so far.</summary>
    internal int Buffers => _seen.Count;

    /// <summary>How many buffers may be needed: the sum, over all threads and sizes, of the most buffers that were out at once.</summary>
    internal int Needed => _most.Sum();

    /// <summary>Call before a rent. Already counts the buffer as out.</summary>
    /// <returns>The index of the thread and size, for <see cref="Take(Memory{byte}, int)"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int BeforeRent(int size) => BeforeRents(size, most: 1, rents: 1);

    /// <summary>Call before many rents that are not taken into custody. Must be followed by <see cref="AfterReturns"/>.</summary>
    /// <param name="size">The size of each rent.</param>
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

    /// <summary>Call with the rented memory. Stamps it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal Holding Take(Memory<byte> memory, int place)
    {
        if (!MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> part) || part.Array is not { } array)
        {
            throw new RunFailedException("A buffer has no array.");
        }

        long owner = Interlocked.Increment(ref _lastOwner);
        if (!_owners.TryAdd(array, owner))
        {
            throw new RunFailedException($"One buffer has two renters: {_owners.GetValueOrDefault(array)} has it, and {owner} got it.");
        }

        _seen.TryAdd(array, true);
        MemoryMarshal.Cast<byte, long>(memory.Span).Fill(owner);
        return new Holding(memory, array, owner, place);
    }

    /// <summary>Fails unless the buffer still belongs to its owner and contains the owner's bytes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Check(Holding holding)
    {
        if (_owners.GetValueOrDefault(holding.Array) != holding.Owner || MemoryMarshal.Cast<byte, long>(holding.Memory.Span).ContainsAnyExcept(holding.Owner))
        {
            throw new RunFailedException($"The buffer of {holding.Owner} was changed, or belongs to {_owners.GetValueOrDefault(holding.Array)}.");
        }
    }

    /// <summary>Call before a return. Checks the buffer one last time.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void GiveUp(Holding holding)
    {
        Check(holding);
        if (!_owners.TryRemove(KeyValuePair.Create(holding.Array, holding.Owner)))
        {
            throw new RunFailedException($"The buffer of {holding.Owner} got another owner.");
        }
    }

    /// <summary>Call after a return: until then the buffer counts as out.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void AfterReturn(Holding holding) => AfterReturns(holding.Place, 1);

    /// <summary>Call after the rents that <see cref="BeforeRents"/> announced and their returns.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void AfterReturns(int place, int most) => Interlocked.Add(ref _out[place], -most);

    /// <summary>Fails if any buffer is still out.</summary>
    internal void ExpectNothingOut()
    {
        if (!_owners.IsEmpty || _out.Any(static rented => rented != 0))
        {
            throw new RunFailedException($"{_owners.Count} buffers weren't returned.");
        }
    }
}
