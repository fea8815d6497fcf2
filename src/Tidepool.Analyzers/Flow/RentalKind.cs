namespace Tidepool.Analyzers.Flow;

/// <summary>What a rental is, and who has to give it back.</summary>
internal enum RentalKind
{
    /// <summary>Rented in the method, which returns it or hands it over.</summary>
    Lease,

    /// <summary>An array of an <c>ArrayPool</c>, of anything but bytes: of these it is of interest only whether they are replaced.</summary>
    Array,

    /// <summary>An array of bytes of an <c>ArrayPool</c>.</summary>
    ByteArray,

    /// <summary>An object that has buffers until it is disposed: a stream, a writer or the owner of a memory. That it isn't disposed is for other analyzers
    /// to say, and disposing it again is allowed.</summary>
    Owner,

    /// <summary>Came to the method from elsewhere: a parameter, or what a method gave that isn't a pool's.</summary>
    Foreign,
}
