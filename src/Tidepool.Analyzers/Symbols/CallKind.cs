namespace Tidepool.Analyzers.Symbols;

/// <summary>What a call means to a rental.</summary>
internal enum CallKind
{
    /// <summary>Nothing that the rules know.</summary>
    Other,

    /// <summary>Gives a lease, or an allocator that holds a buffer.</summary>
    Rent,

    /// <summary>Gives a lease by <c>out</c> and says whether it did.</summary>
    TryRent,

    /// <summary>Gives a lease once awaited.</summary>
    RentAsync,

    /// <summary>Gives an allocator that holds nothing yet.</summary>
    CreateAllocator,

    /// <summary>Lets an allocator take a buffer.</summary>
    Allocate,

    /// <summary>Gives the buffer back; once only.</summary>
    Return,

    /// <summary>Gives the buffer back; any number of times.</summary>
    Dispose,

    /// <summary>Ends a lease, and gives its buffer to somebody else.</summary>
    HandOn,

    /// <summary>Gives an object that disposes of buffers in its time: a stream, or the owner of a memory.</summary>
    RentOwner,

    /// <summary>Gives an array of an <c>ArrayPool</c>.</summary>
    RentArray,

    /// <summary>Gives such an array back.</summary>
    ReturnArray,

    /// <summary><c>Array.Resize</c>: replaces an array.</summary>
    ResizeArray,
}
