namespace Tidepool;

/// <summary>The ways in which a buffer can be misused.</summary>
public enum MisuseKind
{
    /// <summary>A lease was returned that had already been returned.</summary>
    ReturnedTwice,

    /// <summary>A lease, or memory taken from it, was used after its return.</summary>
    UsedAfterReturn,

    /// <summary>Bytes were written after the buffer had been returned, through a span, pointer or array kept from before.</summary>
    WrittenAfterReturn,

    /// <summary>Bytes past the requested length were written.</summary>
    Overrun,

    /// <summary>A lease was dropped without being returned.</summary>
    Dropped,

    /// <summary>A lease was still out when its pool was disposed.</summary>
    OutAtDisposal,
}
