using Tidepool.Diagnosis;
using Tidepool.Streams;

namespace Tidepool;

/// <content>The blocks that hold the stream's bytes.</content>
public sealed partial class PooledStream
{
    /// <summary>The position that this many bytes later would have.</summary>
    /// <exception cref="IOException">There is no such position.</exception>
    private long EndOf(long count) => _position <= long.MaxValue - count
        ? _position + count
        : throw new IOException($"Writing {Quantity.Bytes(count)} at position {_position:N0} would pass {long.MaxValue:N0}, the last possible position.");

    /// <summary>Makes room for this many bytes at the position, and fills a gap before it with zeros.</summary>
    /// <returns>The position after these bytes.</returns>
    private long Reserve(long count)
    {
        long end = EndOf(count);
        CheckLength(end);
        EnsureCapacity(end);
        Zero(_length, _position);
        return end;
    }

    private long BlocksFor(long length) => (length / _blockSize) + (length % _blockSize > 0 ? 1 : 0);

    /// <summary>Rents blocks up to a length. If one can't be rented, nothing has changed.</summary>
    private void EnsureCapacity(long length)
    {
        if (length > (long)_blocks.Count * _blockSize)
        {
            AddBlocks(length, BlocksFor(length));
        }
    }

    private void AddBlocks(long length, long needed)
    {
        if (needed > Array.MaxLength)
        {
            throw new IOException($"A stream of {length:N0} bytes would need too many blocks of {_blockSize:N0}. Create it with larger blocks.");
        }

        int present = _blocks.Count;
        try
        {
            while (_blocks.Count < needed)
            {
                _blocks.Add(Rent(_blockSize));
            }
        }
        catch
        {
            ReturnBlocksFrom(present);
            throw;
        }
    }

    /// <summary>Rents for the stream, under its tag.</summary>
    private ByteLease Rent(int size) => Tag is null ? _pool.Rent(size) : RentTag.Rent(_pool, size, Tag);

    private void ReturnBlocksFrom(int index)
    {
        LeaseReturns returns = default;
        for (int block = _blocks.Count - 1; block >= index; block--)
        {
            ByteLease lease = _blocks[block];
            _blocks.RemoveAt(block);
            returns.Add(lease);
        }

        returns.ThrowIfAnyFailed();
    }

    /// <summary>Clears a range: the earlier contents of a rented block must not show.</summary>
    private void Zero(long from, long to)
    {
        while (from < to)
        {
            Span<byte> bytes = BytesFrom(from);
            int count = (int)Math.Min(bytes.Length, to - from);
            bytes[..count].Clear();
            from += count;
        }
    }

    /// <summary>Writes a part of the stream at the position. If both ranges overlap, no byte is overwritten before it has been read.</summary>
    private void WriteItself(long offset, long count)
    {
        long start = _position;
        long end = Reserve(count);
        if (start > offset)
        {
            for (long left = count; left > 0;)
            {
                int bytes = (int)Math.Min(left, Math.Min(BytesUpTo(offset + left), BytesUpTo(start + left)));
                left -= bytes;
                BytesFrom(offset + left)[..bytes].CopyTo(BytesFrom(start + left));
            }
        }
        else
        {
            for (long done = 0; done < count;)
            {
                Span<byte> source = BytesFrom(offset + done);
                Span<byte> target = BytesFrom(start + done);
                int bytes = (int)Math.Min(count - done, Math.Min(source.Length, target.Length));
                source[..bytes].CopyTo(target);
                done += bytes;
            }
        }

        _position = end;
        _length = Math.Max(_length, end);
    }

    /// <summary>How many of the bytes before a position are in the same block.</summary>
    private long BytesUpTo(long position) => ((position - 1) % _blockSize) + 1;

    /// <summary>The rest of the block that a position is in.</summary>
    private Span<byte> BytesFrom(long position)
    {
        (long block, long offset) = Math.DivRem(position, _blockSize);
        return _blocks[(int)block].Span[(int)offset..];
    }

    private ReadOnlyMemory<byte> ChunkAt(long position, long end)
    {
        (long block, long offset) = Math.DivRem(position, _blockSize);
        return _blocks[(int)block].Memory.Slice((int)offset, (int)Math.Min(_blockSize - offset, end - position));
    }
}
