using Tidepool.Diagnosis;

namespace Tidepool;

/// <content>Copies to other streams: of what follows the position, of a part, or of the whole.</content>
public sealed partial class PooledStream
{
    /// <inheritdoc/>
    public override void CopyTo(Stream destination, int bufferSize)
    {
        ValidateCopyToArguments(destination, bufferSize);
        ThrowIfDisposed();
        (long position, long end) = BeginCopy();
        try
        {
            while (position < end)
            {
                ReadOnlyMemory<byte> chunk = ChunkToCopy(position, end);
                destination.Write(chunk.Span);
                position += chunk.Length;
            }
        }
        catch
        {
            _position = position;
            throw;
        }
    }

    /// <inheritdoc/>
    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        ValidateCopyToArguments(destination, bufferSize);
        ThrowIfDisposed();
        return cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : CopyRestToAsync(destination, cancellationToken);
    }

    /// <summary>Writes the whole stream to another, regardless of <see cref="Position"/>, which doesn't move.</summary>
    /// <param name="stream">The stream to write to. If it is this very stream, its bytes are written at the position, which moves as with any write.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The stream has been disposed.</exception>
    public void WriteTo(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        WriteTo(stream, 0, Length);
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

    /// <summary>Writes a part of the stream at the position.</summary>
    private void WriteItself(long offset, long count)
    {
        long end = Reserve(count);
        _blocks.Copy(offset, _position, count);
        MoveTo(end);
    }

    private async Task CopyRestToAsync(Stream destination, CancellationToken cancellationToken)
    {
        (long position, long end) = BeginCopy();
        try
        {
            while (position < end)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ReadOnlyMemory<byte> chunk = ChunkToCopy(position, end);
                await destination.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
                ThrowIfCutShort(end);
                position += chunk.Length;
            }
        }
        catch
        {
            _position = position;
            throw;
        }
    }

    /// <summary>The range to copy. It counts as read from now on, so that a destination that writes to this very stream, directly or indirectly, writes
    /// after the range, as with a memory stream.</summary>
    private (long Position, long End) BeginCopy()
    {
        (long position, long end) = (_position, _length);
        _position = Math.Max(position, end);
        return (position, end);
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

    /// <summary>A part of the stream that is being copied, up to the end of its block.</summary>
    /// <exception cref="ObjectDisposedException">The stream was disposed meanwhile, by the code it is copied to.</exception>
    /// <exception cref="InvalidOperationException">It was shortened meanwhile.</exception>
    private ReadOnlyMemory<byte> ChunkToCopy(long position, long end)
    {
        ThrowIfCutShort(end);
        return _blocks.ChunkAt(position, end);
    }

    /// <inheritdoc cref="ChunkToCopy" path="/exception"/>
    private void ThrowIfCutShort(long end)
    {
        ThrowIfDisposed();
        if (end > _length)
        {
            throw new InvalidOperationException(
                $"The stream{Named} was shortened to {Quantity.Bytes(_length)} while it was being copied up to {end:N0}. Shorten it before or afterwards.");
        }
    }
}
