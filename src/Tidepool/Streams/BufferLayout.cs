namespace Tidepool;

/// <summary>How a <see cref="PooledBufferWriter"/> stores what is written to it.</summary>
public enum BufferLayout
{
    /// <summary>In segments, which never move: nothing is copied, and the length is limited only by memory. The default.</summary>
    Segmented,

    /// <summary>In one buffer. When it is full, its bytes are copied to a larger one, which replaces it;
    /// at most <see cref="Array.MaxLength"/> bytes.</summary>
    Contiguous,
}
