namespace Tidepool.Analyzers.Flow;

/// <summary>What a rental is, and which code has to return it.</summary>
internal enum RentalKind
{
    /// <summary>Rented in the method, which has to return it or hand it over.</summary>
    Lease,

    /// <summary>An array of an <c>ArrayPool</c> of anything but bytes, which is followed only to see whether it is replaced.</summary>
    Array,

    /// <summary>An array of bytes of an <c>ArrayPool</c>.</summary>
    ByteArray,

    /// <summary>An object that holds buffers until it is disposed: a stream, a writer or the owner of a memory. A missing disposal is left to other analyzers,
    /// and a second one is allowed.</summary>
    Owner,

    /// <summary>Received from elsewhere: a parameter, or the result of a method that isn't a pool's.</summary>
    Foreign,
}
