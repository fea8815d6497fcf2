using System.Buffers;
using Tidepool.Diagnosis;

namespace Tidepool.Streams;

/// <summary>Bytes in leased blocks of one size, with positions that run through all of them.</summary>
internal sealed class BlockList(BytePool pool, int blockSize)
{
    private readonly List<ByteLease> _blocks = [];

    internal int BlockSize => blockSize;

    internal int Count => _blocks.Count;

    /// <summary>How many bytes the blocks hold.</summary>
    internal long Capacity => (long)_blocks.Count * blockSize;

    /// <summary>The tag under which blocks are rented, or null.</summary>
    internal string? Tag { get; set; }

    /// <summary>Rents under the tag, a block or something else.</summary>
    internal ByteLease Rent(int size) => Tag is null ? pool.Rent(size) : RentTag.Rent(pool, size, Tag);

    /// <summary>Rents blocks until they hold this many bytes. If one can't be rented, nothing has changed.</summary>
    /// <exception cref="IOException">It would take too many blocks.</exception>
    internal void EnsureCapacity(long length)
    {
        if (length > Capacity)
        {
            Grow(length);
        }
    }

    /// <summary>Returns the blocks that hold none of the first bytes.</summary>
    /// <param name="length">How many bytes are kept.</param>
    internal void ShrinkTo(long length)
    {
        LeaseReturns returns = default;
        for (long left = BlocksFor(length); _blocks.Count > left;)
        {
            ByteLease last = _blocks[^1];
            _blocks.RemoveAt(_blocks.Count - 1);
            returns.Add(last);
        }

        returns.ThrowIfAnyFailed();
    }

    /// <summary>Fills a range with zeros.</summary>
    internal void Clear(long from, long to)
    {
        while (from < to)
        {
            Span<byte> bytes = RestAt(from);
            int count = (int)Math.Min(bytes.Length, to - from);
            bytes[..count].Clear();
            from += count;
        }
    }

    /// <summary>Copies bytes from here.</summary>
    internal void Read(long position, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            Span<byte> source = RestAt(position);
            int count = Math.Min(source.Length, target.Length);
            source[..count].CopyTo(target);
            target = target[count..];
            position += count;
        }
    }

    /// <summary>Copies bytes to here. They may be bytes of a block of these: none is overwritten before it has been read.</summary>
    internal void Write(long position, ReadOnlySpan<byte> source)
    {
        while (!source.IsEmpty)
        {
            Span<byte> target = RestAt(position);
            int count = Math.Min(source.Length, target.Length);
            if (count < source.Length && source.Overlaps(target))
            {
                // What is left lies in the block that is written to, so it is copied first.
                Write(position + count, source[count..]);
                source[..count].CopyTo(target);
                return;
            }

            source[..count].CopyTo(target);
            source = source[count..];
            position += count;
        }
    }

    /// <summary>Copies bytes within the blocks. If the ranges overlap, no byte is overwritten before it has been read.</summary>
    internal void Copy(long from, long to, long count)
    {
        if (to > from)
        {
            for (long left = count; left > 0;)
            {
                int bytes = (int)Math.Min(left, Math.Min(BytesInBlockBefore(from + left), BytesInBlockBefore(to + left)));
                left -= bytes;
                RestAt(from + left)[..bytes].CopyTo(RestAt(to + left));
            }
        }
        else
        {
            for (long done = 0; done < count;)
            {
                Span<byte> source = RestAt(from + done);
                Span<byte> target = RestAt(to + done);
                int bytes = (int)Math.Min(count - done, Math.Min(source.Length, target.Length));
                source[..bytes].CopyTo(target);
                done += bytes;
            }
        }
    }

    /// <summary>The rest of the block that a position is in.</summary>
    internal Span<byte> RestAt(long position)
    {
        (long block, long offset) = Math.DivRem(position, blockSize);
        return _blocks[(int)block].Span[(int)offset..];
    }

    /// <inheritdoc cref="RestAt"/>
    internal Memory<byte> RestOfMemoryAt(long position)
    {
        (long block, long offset) = Math.DivRem(position, blockSize);
        return _blocks[(int)block].Memory[(int)offset..];
    }

    /// <summary>The bytes from a position on that are in one block and before the end.</summary>
    internal ReadOnlyMemory<byte> ChunkAt(long position, long end)
    {
        Memory<byte> rest = RestOfMemoryAt(position);
        return rest[..(int)Math.Min(rest.Length, end - position)];
    }

    /// <summary>The first bytes, without a copy.</summary>
    internal ReadOnlySequence<byte> SequenceOf(long length)
    {
        if (length <= blockSize)
        {
            return length == 0 ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(ChunkAt(0, length));
        }

        StreamSegment first = new(ChunkAt(0, length), null);
        StreamSegment last = first;
        for (long position = blockSize; position < length; position += blockSize)
        {
            last = new StreamSegment(ChunkAt(position, length), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private long BlocksFor(long length) => (length / blockSize) + (length % blockSize > 0 ? 1 : 0);

    private void Grow(long length)
    {
        long needed = BlocksFor(length);
        if (needed > Array.MaxLength)
        {
            throw new IOException($"A stream of {length:N0} bytes would need too many blocks of {blockSize:N0}. Create it with larger blocks.");
        }

        long before = Capacity;
        try
        {
            while (_blocks.Count < needed)
            {
                // First, so that no rented block is lost for lack of memory.
                _blocks.EnsureCapacity(_blocks.Count + 1);
                _blocks.Add(Rent(blockSize));
            }
        }
        catch
        {
            ShrinkTo(before);
            throw;
        }
    }

    /// <summary>How many of the bytes before a position are in the same block.</summary>
    private long BytesInBlockBefore(long position) => ((position - 1) % blockSize) + 1;
}
