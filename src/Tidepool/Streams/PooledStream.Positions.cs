using Tidepool.Diagnosis;

namespace Tidepool;

/// <content>Access to the stream at explicit offsets, which leaves the position alone.</content>
public sealed partial class PooledStream
{
    /// <summary>Makes a stream that holds a copy of some bytes, ready to be read from the beginning.</summary>
    /// <param name="pool">The pool to rent from.</param>
    /// <param name="bytes">The bytes to copy.</param>
    /// <param name="blockSize">The size of each block in bytes: as for <see cref="PooledStream(BytePool, int?)"/>.</param>
    /// <returns>A stream at position 0. It may be written to, and grows like any other.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="pool"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="blockSize"/> is out of its range.</exception>
    /// <exception cref="InsufficientMemoryException">The pool's budget doesn't allow it. Nothing is rented.</exception>
    /// <exception cref="ObjectDisposedException">The pool has been disposed.</exception>
    public static PooledStream FromBytes(BytePool pool, ReadOnlySpan<byte> bytes, int? blockSize = null)
    {
        PooledStream stream = new(pool, blockSize);
        stream.Write(bytes);
        stream._position = 0;
        return stream;
    }

    /// <summary>Reads at a given position, regardless of <see cref="Position"/>, which doesn't move.</summary>
    /// <param name="buffer">The buffer to read into.</param>
    /// <param name="position">Where to begin in the stream: 0 or more.</param>
    /// <returns>How many bytes were read: as many as the buffer has room for, or fewer if the stream ends before; 0 at or past its end.</returns>
    /// <remarks>Several threads may call this at once, as long as none writes to the stream or disposes it.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="position"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The stream has been disposed.</exception>
    public int ReadAt(Span<byte> buffer, long position)
    {
        ThrowIfDisposed();
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        int read = (int)Math.Clamp(_length - position, 0, buffer.Length);
        for (int done = 0; done < read;)
        {
            Span<byte> source = BytesFrom(position + done);
            int count = Math.Min(source.Length, read - done);
            source[..count].CopyTo(buffer[done..]);
            done += count;
        }

        return read;
    }

    /// <summary>Writes a part of the stream to another, regardless of <see cref="Position"/>, which doesn't move. If the other is this very stream,
    /// the part is written at the position, which moves as with any write.</summary>
    /// <param name="stream">The stream to write to.</param>
    /// <param name="offset">The first byte: 0 to <see cref="Length"/>.</param>
    /// <param name="count">How many bytes: 0 to the number of bytes from <paramref name="offset"/> to the end.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> or <paramref name="count"/> is out of its range. Nothing is written.</exception>
    /// <exception cref="InvalidOperationException">The stream was shortened while it was being copied. A part has been written.</exception>
    /// <exception cref="ObjectDisposedException">The stream has been disposed.</exception>
    public void WriteTo(Stream stream, long offset, long count)
    {
        ArgumentNullException.ThrowIfNull(stream);
        long end = EndOfPart(offset, count);
        if (stream == this)
        {
            WriteItself(offset, count);
            return;
        }

        while (offset < end)
        {
            ReadOnlyMemory<byte> chunk = ChunkToCopy(offset, end);
            stream.Write(chunk.Span);
            offset += chunk.Length;
        }
    }

    /// <inheritdoc cref="WriteTo(Stream, long, long)"/>
    /// <param name="stream">The stream to write to.</param>
    /// <param name="offset">The first byte: 0 to <see cref="Length"/>.</param>
    /// <param name="count">How many bytes: 0 to the number of bytes from <paramref name="offset"/> to the end.</param>
    /// <param name="cancellationToken">Stops between two blocks, or in the other stream if it supports cancellation.</param>
    /// <returns>A task that completes when everything is written. Until then this stream may be read, but neither written to nor disposed.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled. A part may have been written.</exception>
    public Task WriteToAsync(Stream stream, long offset, long count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        long end = EndOfPart(offset, count);
        return cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : WritePartToAsync(stream, offset, end, cancellationToken);
    }

    private async Task WritePartToAsync(Stream stream, long offset, long end, CancellationToken cancellationToken)
    {
        if (stream == this)
        {
            WriteItself(offset, end - offset);
            return;
        }

        while (offset < end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlyMemory<byte> chunk = ChunkToCopy(offset, end);
            await stream.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
            ThrowIfCutShort(end);
            offset += chunk.Length;
        }
    }

    /// <summary>Checks the bounds of a part of the stream.</summary>
    /// <returns>The position after it.</returns>
    private long EndOfPart(long offset, long count)
    {
        ThrowIfDisposed();
        if (offset < 0 || offset > _length)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"The stream has {Quantity.Bytes(_length)}; the offset must be 0 to {_length:N0}.");
        }

        return count >= 0 && count <= _length - offset
            ? offset + count
            : throw new ArgumentOutOfRangeException(nameof(count), count, $"The stream has {Quantity.Bytes(_length - offset)} from offset {offset:N0} on; "
                + $"the count must be 0 to {_length - offset:N0}.");
    }
}
