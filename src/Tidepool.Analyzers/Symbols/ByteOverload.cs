namespace Tidepool.Analyzers.Symbols;

/// <summary>An overload that takes spans or memories where a method takes arrays.</summary>
/// <param name="View">The type that replaces the array in question: <c>Span</c> or <c>Memory</c>.</param>
/// <param name="Groups">The groups of arguments that become one argument each.</param>
internal sealed record ByteOverload(string View, IReadOnlyList<ArgumentGroup> Groups);

/// <summary>An array or string, and the arguments after it that select a part of it.</summary>
/// <param name="First">The position of the array among the method's parameters.</param>
/// <param name="Part">Which part the arguments after it select.</param>
/// <param name="View"><c>Span</c> or <c>Memory</c>.</param>
internal sealed record ArgumentGroup(int First, ArrayPart Part, string View)
{
    /// <summary>The number of arguments.</summary>
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
    /// <summary>The whole array.</summary>
    Whole,

    /// <summary>A number of elements at its beginning.</summary>
    Head,

    /// <summary>Everything from an index to the end.</summary>
    Tail,

    /// <summary>A number of elements starting at an index.</summary>
    Slice,
}
