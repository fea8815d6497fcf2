namespace Tidepool.AspNetCore.Kestrel;

/// <summary>The requirements that Kestrel puts on the options of its pool: it must pool blocks, in buffers that are not much larger, pin them,
/// and have enough of them.</summary>
internal static class BlockRules
{
    /// <summary>The fewest blocks that a budget must hold: Kestrel buffers this many of one response for one connection (64 KiB,
    /// <c>MaxResponseBufferSize</c>), and even a small request takes up to 5, with HTTP/2 and TLS.</summary>
    private const int LeastBlocks = 16;

    /// <summary>The largest buffer for a block, which would waste most of a larger one.</summary>
    private const int LargestBuffer = 2 * BlockPool.BlockSize;

    private const string Remedy =
        "the size of Kestrel's blocks. Change it, or give Kestrel a pool of its own: services.AddTidepool(\"kestrel\").UseForKestrel()";

    internal static IEnumerable<BytePoolOptionsError> FindErrors(BytePoolOptions options)
    {
        if (options.MinSize > BlockPool.BlockSize)
        {
            yield return new BytePoolOptionsError(nameof(options.MinSize), options.MinSize, $"must be at most {BlockPool.BlockSize:N0}, {Remedy}");
        }

        if (options.MaxSize < BlockPool.BlockSize)
        {
            yield return new BytePoolOptionsError(nameof(options.MaxSize), options.MaxSize, $"must be at least {BlockPool.BlockSize:N0}, {Remedy}");
        }

        if (options.MaxSize > LargestBuffer && options.SizeClasses?.Sizes.FirstOrDefault(static size => size >= BlockPool.BlockSize) > LargestBuffer)
        {
            yield return new BytePoolOptionsError(nameof(options.SizeClasses), options.SizeClasses,
                $"must include a size of {BlockPool.BlockSize:N0} to {LargestBuffer:N0}; {BlockPool.BlockSize:N0} is {Remedy}");
        }

        if (options.MaxTotalBytes < LeastBlocks * BlockPool.BlockSize)
        {
            yield return new BytePoolOptionsError(
                nameof(options.MaxTotalBytes),
                options.MaxTotalBytes,
                $"must be at least {LeastBlocks * BlockPool.BlockSize:N0}, the size of {LeastBlocks} of Kestrel's blocks: "
                    + "a connection uses up to 5 of them for a small request, and hundreds for a large transfer");
        }

        if (!options.Pinned)
        {
            yield return new BytePoolOptionsError(nameof(options.Pinned), options.Pinned,
                "must be true for Kestrel, whose sockets read and write these buffers directly. Leave it out: UseForKestrel sets it");
        }
    }
}
