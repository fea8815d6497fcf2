namespace Tidepool.Analyzers.Symbols;

/// <summary>An overload that takes spans or memories where a method takes arrays.</summary>
/// <param name="View">What it takes in the place of the array in question: <c>Span</c> or <c>Memory</c>.</param>
/// <param name="Groups">The arguments that become one each.</param>
internal sealed record ByteOverload(string View, IReadOnlyList<ArgumentGroup> Groups);

/// <summary>An array, or a string, with the arguments behind it that say which part of it is meant.</summary>
/// <param name="First">The position of the array among the method's parameters.</param>
/// <param name="Part">What the arguments behind it say.</param>
/// <param name="View"><c>Span</c> or <c>Memory</c>.</param>
internal sealed record ArgumentGroup(int First, ArrayPart Part, string View)
{
    /// <summary>How many arguments there are.</summary>
    internal int Count => Part switch
    {
        ArrayPart.Slice => 3,
        ArrayPart.Tail or ArrayPart.Head => 2,
        _ => 1,
    };
}

/// <summary>Which part of an array a method works on.</summary>
internal enum ArrayPart
{
    /// <summary>All of it.</summary>
    Whole,

    /// <summary>A number of elements from its beginning on.</summary>
    Head,

    /// <summary>Everything from an index on.</summary>
    Tail,

    /// <summary>A number of elements from an index on.</summary>
    Slice,
}
