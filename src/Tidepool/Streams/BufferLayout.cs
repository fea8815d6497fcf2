namespace Tidepool;

/// <summary>How a <see cref="PooledBufferWriter"/> keeps what is written to it.</summary>
public enum BufferLayout
{
    /// <summary>In segments, which never move: nothing is copied, and the length is limited by memory alone. The default.</summary>
    Segmented,

    /// <summary>In one buffer, which is replaced by a larger one, with a copy of its bytes, when it is full;
    /// at most <see cref="Array.MaxLength"/> bytes.</summary>
    Contiguous,
}
