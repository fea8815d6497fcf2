namespace Tidepool.Analyzers.Symbols;

/// <summary>What a call does to a rental.</summary>
internal enum CallKind
{
    /// <summary>Nothing that the rules know of.</summary>
    Other,

    /// <summary>Returns a lease, or an allocator that holds a buffer.</summary>
    Rent,

    /// <summary>Returns a lease in an <c>out</c> parameter, and whether it did.</summary>
    TryRent,

    /// <summary>Returns a task whose result is a lease.</summary>
    RentAsync,

    /// <summary>Returns an allocator that holds no buffer yet.</summary>
    CreateAllocator,

    /// <summary>Makes an allocator take a buffer.</summary>
    Allocate,

    /// <summary>Returns the buffer; allowed only once.</summary>
    Return,

    /// <summary>Returns the buffer; allowed any number of times.</summary>
    Dispose,

    /// <summary>Ends a lease, and passes its buffer to another owner.</summary>
    HandOn,

    /// <summary>Returns an object that disposes of buffers later: a stream, or the owner of a memory.</summary>
    RentOwner,

    /// <summary>Returns an array of an <c>ArrayPool</c>.</summary>
    RentArray,

    /// <summary>Returns such an array to its pool.</summary>
    ReturnArray,

    /// <summary><c>Array.Resize</c>: replaces an array.</summary>
    ResizeArray,
}
