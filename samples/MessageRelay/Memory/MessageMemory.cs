namespace MessageRelay.Memory;

/// <summary>Where the buffers of messages come from. Safe for use by any thread.</summary>
internal abstract class MessageMemory : IDisposable
{
    /// <summary>A buffer of exactly <paramref name="size"/> bytes, with whatever content. It must be returned once.</summary>
    public abstract MessageBuffer Rent(int size);

    /// <summary>What the memory knows about itself, per size of buffer; empty where it keeps no statistics.</summary>
    public virtual IReadOnlyList<BucketRow> GetBuckets() => [];

    /// <summary>How many buffers are out now or were never returned; <see langword="null"/> where they aren't counted.</summary>
    public virtual long? CountRented() => null;

    /// <summary>The bytes of a buffer that this memory lent.</summary>
    internal abstract Memory<byte> GetMemory(in MessageBuffer buffer);

    /// <summary>Takes back a buffer that this memory lent.</summary>
    internal abstract void Return(in MessageBuffer buffer);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
