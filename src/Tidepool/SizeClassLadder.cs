using System.Collections.ObjectModel;
using System.ComponentModel;

namespace Tidepool;

/// <summary>The sizes that a pool's buffers come in. A rent gets the smallest size that is large enough.</summary>
/// <remarks>Immutable; safe for use by any thread. Configuration binders accept a name, <c>"PowersOfTwo"</c> or <c>"FourPerDoubling"</c>,
/// or a list of sizes, such as <c>"1024, 65536"</c>.</remarks>
[TypeConverter(typeof(SizeClassLadderConverter))]
public sealed class SizeClassLadder
{
    /// <summary>The most sizes that a custom ladder can have. Arbitrary: each costs a table entry for each thread.</summary>
    public const int MaxCustomSizes = 1024;

    /// <summary>From here on, a quarter of the way to the next power of two is a whole number of four bytes.</summary>
    private const int SmallestFourPerDoubling = 16;

    /// <summary>The steps per doubling of a regular ladder; 0 for a custom one.</summary>
    private readonly int _stepsPerDoubling;

    private SizeClassLadder(int stepsPerDoubling, int[] sizes)
    {
        _stepsPerDoubling = stepsPerDoubling;
        Sizes = new ReadOnlyCollection<int>(sizes);
    }

    /// <summary>Powers of two, as in gomempool and <see cref="System.Buffers.ArrayPool{T}"/>: buffers are at most 100 % larger than the request,
    /// and 39 % on average. The default.</summary>
    public static SizeClassLadder PowersOfTwo { get; } = new(1, []);

    /// <summary>Four steps for each doubling: buffers are at most 25 % larger than the request, and 9 % on average. Starts at 16 bytes.</summary>
    public static SizeClassLadder FourPerDoubling { get; } = new(4, []);

    /// <summary>The sizes of a custom ladder, ascending, in bytes; empty for the two regular ones.</summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <summary>Makes a ladder of the given sizes, for traffic whose sizes are known.</summary>
    /// <param name="sizes">The buffer sizes in bytes, each 1 to <see cref="Array.MaxLength"/>, in ascending order without duplicates,
    /// at most <see cref="MaxCustomSizes"/> of them.</param>
    /// <returns>The ladder.</returns>
    /// <exception cref="ArgumentException">There are no sizes, there are too many, or they are not in ascending order.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    /// <remarks>Sizes less than a quarter of a doubling apart work, but rents of all but the smallest of them are somewhat slower.</remarks>
    public static SizeClassLadder Custom(params ReadOnlySpan<int> sizes)
    {
        if (sizes.Length is 0 or > MaxCustomSizes)
        {
            throw new ArgumentException($"A custom ladder must have 1 to {MaxCustomSizes:N0} sizes, but {sizes.Length:N0} were given.", nameof(sizes));
        }

        int previous = 0;
        foreach (int size in sizes)
        {
            if (size < 1 || size > Array.MaxLength)
            {
                throw new ArgumentOutOfRangeException(nameof(sizes), size, $"The size of a buffer must be 1 to {Array.MaxLength:N0} bytes.");
            }

            if (size <= previous)
            {
                throw new ArgumentException($"The sizes of a ladder must ascend, but {size:N0} follows {previous:N0}. "
                    + "Sort them and remove duplicates.", nameof(sizes));
            }

            previous = size;
        }

        return new SizeClassLadder(0, sizes.ToArray());
    }

    /// <inheritdoc/>
    public override string ToString() => _stepsPerDoubling switch
    {
        0 => string.Join(", ", Sizes),
        1 => nameof(PowersOfTwo),
        _ => nameof(FourPerDoubling),
    };

    /// <summary>The sizes from the first that is at least <paramref name="minSize"/>, with the last one cut to <paramref name="maxSize"/>.</summary>
    /// <param name="minSize">1 to <paramref name="maxSize"/>.</param>
    /// <param name="maxSize">At most the largest size of a custom ladder.</param>
    internal int[] Between(int minSize, int maxSize)
    {
        IEnumerable<long> ladder = _stepsPerDoubling == 0 ? Sizes.Select(static size => (long)size) : Regular(minSize);
        List<int> sizes = [];
        foreach (long size in ladder.SkipWhile(size => size < minSize))
        {
            sizes.Add((int)Math.Min(size, maxSize));
            if (size >= maxSize)
            {
                break;
            }
        }

        return [.. sizes];
    }

    /// <summary>Begins at or below the given size, if the ladder has such a step, and goes on for ever.</summary>
    private IEnumerable<long> Regular(int minSize)
    {
        long doubling = _stepsPerDoubling == 1 ? 1 : SmallestFourPerDoubling;
        while (doubling * 2 <= minSize)
        {
            doubling *= 2;
        }

        while (true)
        {
            for (int step = 0; step < _stepsPerDoubling; step++)
            {
                yield return doubling + (doubling / _stepsPerDoubling * step);
            }

            doubling *= 2;
        }
    }
}
