using System.Buffers;
using System.Runtime.InteropServices;
using Tidepool.Diagnosis;
using Tidepool.Streams;

namespace Tidepool;

/// <content>Access to the stream's bytes other than by reads and writes at the position: as a whole, at another position, and as an
/// <see cref="IBufferWriter{T}"/>.</content>
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
        _blocks.Read(position, buffer[..read]);
        return read;
    }

    /// <summary>Copies the whole stream to a new array.</summary>
    /// <returns>The copy.</returns>
    /// <exception cref="InvalidOperationException">The stream is longer than an array can be.</exception>
    /// <exception cref="ObjectDisposedException">The stream has been disposed.</exception>
    public byte[] ToArray() => SequenceForOneArray().ToArray();

    /// <summary>Copies the whole stream to one leased buffer of its pool.</summary>
    /// <returns>A copy of exactly <see cref="Length"/> bytes, for the caller to return. It is independent of the stream.</returns>
    /// <exception cref="InvalidOperationException">The stream is longer than an array can be.</exception>
    /// <exception cref="InsufficientMemoryException">The pool's budget doesn't allow it.</exception>
    /// <exception cref="ObjectDisposedException">The stream or its pool has been disposed.</exception>
    public ByteLease CopyToLease() => _pool.RentCopyOf(SequenceForOneArray());

    /// <summary>The whole stream, without a copy. Valid until the next write, <see cref="SetLength"/> or <see cref="Stream.Dispose()"/>.</summary>
    /// <returns>All its bytes, regardless of <see cref="Position"/>.</returns>
    /// <exception cref="ObjectDisposedException">The stream has been disposed.</exception>
    public ReadOnlySequence<byte> GetReadOnlySequence()
    {
        ThrowIfDisposed();
        return _blocks.SequenceOf(_length);
    }

    /// <summary>Gets the whole stream as a segment of an array, without a copy, if it is in one array.
    /// Valid as long as the result of <see cref="GetReadOnlySequence"/> is.</summary>
    /// <param name="buffer">The bytes, or <c>default</c>.</param>
    /// <returns>False if the stream has more than one block, or if its block has no array, as in guarded mode;
    /// <see cref="TryGetReadOnlyMemory"/> doesn't need one.</returns>
    /// <exception cref="ObjectDisposedException">The stream has been disposed.</exception>
    public bool TryGetBuffer(out ArraySegment<byte> buffer)
    {
        buffer = default;
        return Length <= _blocks.BlockSize && MemoryMarshal.TryGetArray(GetReadOnlySequence().First, out buffer);
    }

    /// <summary>Gets the whole stream in one piece, without a copy, if it is in one block: for APIs that take a <see cref="ReadOnlyMemory{T}"/> or a span.
    /// Works in every mode of the pool. Valid as long as the result of <see cref="GetReadOnlySequence"/> is.</summary>
    /// <param name="memory">All its bytes, regardless of <see cref="Position"/>; or <c>default</c>.</param>
    /// <returns>False if the stream has more than one block: then <see cref="CopyToLease"/> copies them into one piece,
    /// and <see cref="GetReadOnlySequence"/> gives them as they are. A stream no longer than its block size has one block.</returns>
    /// <exception cref="ObjectDisposedException">The stream has been disposed.</exception>
    public bool TryGetReadOnlyMemory(out ReadOnlyMemory<byte> memory)
    {
        bool isOneBlock = Length <= _blocks.BlockSize;
        memory = isOneBlock && _length > 0 ? _blocks.ChunkAt(0, _length) : default;
        return isOneBlock;
    }

    /// <summary>Reports that <paramref name="count"/> bytes have been written to the result of <see cref="GetSpan"/> or <see cref="GetMemory"/>.
    /// They become part of the stream at the position, which moves past them.</summary>
    /// <param name="count">0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="count"/> is more than there was room for. Nothing changes.</exception>
    /// <exception cref="InsufficientMemoryException">The bytes span blocks, and the pool's budget doesn't allow more of them. Nothing changes;
    /// the call may be repeated.</exception>
    /// <exception cref="IOException">The stream would be longer than it can be, or than <see cref="MaxLength"/>. Nothing changes.</exception>
    /// <exception cref="ObjectDisposedException">The stream has been disposed.</exception>
    public void Advance(int count)
    {
        ThrowIfDisposed();
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        bool isAside = !_aside.IsReturned;
        long room = isAside ? _aside.Length : _position == _lentFrom && _position < Capacity ? _blocks.BlockSize - (_position % _blocks.BlockSize) : 0;
        if (count > room)
        {
            throw new InvalidOperationException($"Can't advance by {Quantity.Bytes(count)}: only {room:N0} left. Request more with {nameof(GetSpan)} first.");
        }

        if (isAside)
        {
            // Only once the bytes are written: if there is no memory for that, the caller may try again.
            Write(_aside.Span[..count]);
            ReturnAside();
            return;
        }

        MoveTo(Reserve(count));
        _lentFrom = count < room ? _position : NothingLent;
    }

    /// <summary>Provides room to write to at the position; call <see cref="Advance"/> afterwards.</summary>
    /// <param name="sizeHint">The least room needed, in bytes; 0 means at least 1.</param>
    /// <returns>At least that many bytes, with arbitrary contents. Valid until the next call of any other member.</returns>
    /// <remarks>Before the end of the stream these may be its own bytes: writing to them changes the stream at once,
    /// even past the point that <see cref="Advance"/> moves to.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sizeHint"/> is negative or over <see cref="Array.MaxLength"/>.</exception>
    /// <exception cref="InsufficientMemoryException">The pool's budget doesn't allow it. The bytes written so far are kept.</exception>
    /// <exception cref="IOException">The stream would be longer than it can be, or the position lies beyond <see cref="MaxLength"/>.</exception>
    /// <exception cref="ObjectDisposedException">The stream or its pool has been disposed.</exception>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        ThrowIfDisposed();
        int needed = WriterRules.SizeOf(sizeHint);

        // Not the size asked for, which may be more than will be written: Advance checks that.
        CheckLength(_position);
        ReturnAside();
        if (needed <= _blocks.BlockSize - (_position % _blocks.BlockSize))
        {
            _blocks.EnsureCapacity(EndOf(needed));
            _lentFrom = _position;
            return _blocks.RestOfMemoryAt(_position);
        }

        _aside = _blocks.Rent(needed);
        return _aside.Memory;
    }

    /// <inheritdoc cref="GetMemory"/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private ReadOnlySequence<byte> SequenceForOneArray() => Length <= Array.MaxLength
        ? GetReadOnlySequence()
        : throw new InvalidOperationException(
            $"The stream holds {_length:N0} bytes, but an array at most {Array.MaxLength:N0}. Use {nameof(GetReadOnlySequence)}.");

    private void ReturnAside()
    {
        ByteLease aside = _aside;
        _aside = default;
        _lentFrom = NothingLent;
        aside.Dispose();
    }
}
