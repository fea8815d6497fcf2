using System.Buffers;

namespace WebUpload.Memory;

/// <summary>Where the service's buffers come from. Safe for use by any thread.</summary>
internal abstract class UploadMemory
{
    /// <summary>One buffer of at least <paramref name="size"/> bytes, with whatever content.</summary>
    /// <exception cref="InsufficientMemoryException">The memory has a budget, which doesn't allow it.</exception>
    internal abstract IMemoryOwner<byte> Rent(int size);

    /// <summary>Collects the compressed bytes of an upload. Its writes throw <see cref="InsufficientMemoryException"/> where the budget
    /// doesn't allow them.</summary>
    internal abstract ByteCollector Collect();

    /// <summary>Collects JSON.</summary>
    internal virtual ByteCollector CollectJson() => Collect();
}
