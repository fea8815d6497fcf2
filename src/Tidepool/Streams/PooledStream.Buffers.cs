using System.Buffers;
using System.Runtime.InteropServices;
using Tidepool.Streams;

namespace Tidepool;

/// <content>The stream's bytes without a stream's calls: as a whole, and as an <see cref="IBufferWriter{T}"/>.</content>
public sealed partial class PooledStream
{
    /// <summary>Writes the whole stream to another, wherever the position is, and doesn't move it.</summary>
    /// <param name="stream">Where to. Where it is this very stream, its bytes are written at the position, as by any write, which moves it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The stream has been disposed.</exception>
    public void WriteTo(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        WriteTo(stream, 0, Length);
    }

    /// <summary>The whole stream as a new array.</summary>
    /// <returns>A copy.</returns>
    /// <exception cref="InvalidOperationException">The stream is longer than an array can be.</exception>
    /// <exception cref="ObjectDisposedException">The stream has been disposed.</exception>
    public byte[] ToArray() => SequenceForOneArray().ToArray();

    /// <summary>The whole stream in one leased buffer of its pool.</summary>
    /// <returns>A copy of exactly <see cref="Length"/> bytes; the caller returns it. It stays as it is whatever becomes of the stream.</returns>
    /// <exception cref="InvalidOperationException">The stream is longer than an array can be.</exception>
    /// <exception cref="InsufficientMemoryException">The pool's budget doesn't allow it.</exception>
    /// <exception cref="ObjectDisposedException">The stream or its pool has been disposed.</exception>
    public ByteLease CopyToLease() => _pool.RentCopyOf(SequenceForOneArray());

    /// <summary>The whole stream, without a copy. Valid until the next write, <see cref="SetLength"/> or <see cref="Stream.Dispose()"/>.</summary>
    /// <returns>Its bytes, wherever the position is.</returns>
    /// <exception cref="ObjectDisposedException">The stream has been disposed.</exception>
    public ReadOnlySequence<byte> GetReadOnlySequence()
    {
        ThrowIfDisposed();
        if (_length <= _blockSize)
        {
            return _length == 0 ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(ChunkAt(0, _length));
        }

        StreamSegment first = new(ChunkAt(0, _length), null);
        StreamSegment last = first;
        for (long position = _blockSize; position < _length; position += _blockSize)
        {
            last = new StreamSegment(ChunkAt(position, _length), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    /// <summary>The whole stream as a segment of an array, without a copy, if it lies in one.
    /// Valid as long as the result of <see cref="GetReadOnlySequence"/> is.</summary>
    /// <param name="buffer">The bytes, or <c>default</c>.</param>
    /// <returns>False if the stream has more than one block, or if its block gives no array, as in guarded mode;
    /// <see cref="TryGetReadOnlyMemory"/> needs none.</returns>
    /// <exception cref="ObjectDisposedException">The stream has been disposed.</exception>
    public bool TryGetBuffer(out ArraySegment<byte> buffer)
    {
        buffer = default;
        return Length <= _blockSize && MemoryMarshal.TryGetArray(GetReadOnlySequence().First, out buffer);
    }

    /// <summary>The whole stream in one piece, without a copy, if it lies in one block: for what takes a <see cref="ReadOnlyMemory{T}"/> or a span.
    /// In every mode of the pool. Valid as long as the result of
    /// <see cref="GetReadOnlySequence"/> is.</summary>
    /// <param name="memory">The bytes, wherever the position is; or <c>default</c>.</param>
    /// <returns>False if the stream has more than one block: then <see cref="CopyToLease"/> makes one piece of them,
    /// or <see cref="GetReadOnlySequence"/> gives them as they are. A stream that has no more bytes than its block size has one.</returns>
    /// <exception cref="ObjectDisposedException">The stream has been disposed.</exception>
    public bool TryGetReadOnlyMemory(out ReadOnlyMemory<byte> memory)
    {
        bool isOneBlock = Length <= _blockSize;
        memory = isOneBlock && _length > 0 ? ChunkAt(0, _length) : default;
        return isOneBlock;
    }

    /// <summary>Reports that <paramref name="count"/> bytes have been written to what <see cref="GetSpan"/> or <see cref="GetMemory"/> gave.
    /// They go to the position, which moves past them.</summary>
    /// <param name="count">0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="count"/> is more than there was room for. Nothing changes.</exception>
    /// <exception cref="InsufficientMemoryException">The bytes go across blocks, and the pool's budget doesn't allow those. Nothing changes;
    /// it may be tried again.</exception>
    /// <exception cref="IOException">The stream would be longer than it can be, or than <see cref="MaxLength"/>. Nothing changes.</exception>
    /// <exception cref="ObjectDisposedException">The stream has been disposed.</exception>
    public void Advance(int count)
    {
        ThrowIfDisposed();
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        bool isAside = !_aside.IsReturned;
        long room = isAside ? _aside.Length : _isRestLent && _position < Capacity ? _blockSize - (_position % _blockSize) : 0;
        if (count > room)
        {
            throw new InvalidOperationException($"Can't advance by {count:N0} bytes: there is room for {room:N0}. Ask for more with {nameof(GetSpan)} first.");
        }

        if (isAside)
        {
            // Only once it is written: where there is no memory for that, the caller may try again.
            Write(_aside.Span[..count]);
            ReturnAside();
            return;
        }

        _position = Reserve(count);
        _length = Math.Max(_length, _position);
    }

    /// <summary>Room to write to at the position; call <see cref="Advance"/> afterwards.</summary>
    /// <param name="sizeHint">The least room needed, in bytes; at 0, at least 1.</param>
    /// <returns>At least that many bytes, with whatever they held before. Valid until the next call of any other member.</returns>
    /// <remarks>Before the end of the stream they may be its own bytes: what is written there changes these at once,
    /// also behind where <see cref="Advance"/> ends.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sizeHint"/> is negative or over <see cref="Array.MaxLength"/>.</exception>
    /// <exception cref="InsufficientMemoryException">The pool's budget doesn't allow it. What has been written stays.</exception>
    /// <exception cref="IOException">The stream would be longer than it can be, or the position lies beyond <see cref="MaxLength"/>.</exception>
    /// <exception cref="ObjectDisposedException">The stream or its pool has been disposed.</exception>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        ThrowIfDisposed();
        int needed = WriterRules.SizeOf(sizeHint);

        // Not what was asked for, which may be more than will be written: Advance judges that.
        CheckLength(_position);
        ReturnAside();
        int offset = (int)(_position % _blockSize);
        if (needed <= _blockSize - offset)
        {
            EnsureCapacity(EndOf(needed));
            _isRestLent = true;
            return _blocks[(int)(_position / _blockSize)].Memory[offset..];
        }

        _aside = Rent(needed);
        return _aside.Memory;
    }

    /// <inheritdoc cref="GetMemory"/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private ReadOnlySequence<byte> SequenceForOneArray() => Length <= Array.MaxLength
        ? GetReadOnlySequence()
        : throw new InvalidOperationException($"The stream has {_length:N0} bytes, an array at most {Array.MaxLength:N0}. Use {nameof(GetReadOnlySequence)}.");

    private void ReturnAside()
    {
        ByteLease aside = _aside;
        _aside = default;
        _isRestLent = false;
        aside.Dispose();
    }
}
