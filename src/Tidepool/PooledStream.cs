using System.Buffers;
using Tidepool.Adapters;

namespace Tidepool;

/// <summary>A stream in memory, in buffers of a <see cref="BytePool"/>: what <see cref="MemoryStream"/> does, without its array that doubles and is copied.</summary>
/// <remarks>
/// <para>Its bytes lie in blocks of one size, rented as it grows, so it may be longer than any array. Dispose it to give them back; one that is dropped
/// loses them to the garbage collector, which the pool's statistics count.</para>
/// <para>Reads and writes never wait, so the asynchronous ones complete at once. One thread at a time.</para>
/// </remarks>
#pragma warning disable RS0027 // The overloads are those of Stream, its optional parameters too.
public sealed class PooledStream : Stream, IBufferWriter<byte>
{
    private const int DefaultBlockSize = 16 * 1024;

    private readonly BytePool _pool;
    private readonly int _blockSize;
    private readonly List<ByteLease> _blocks = [];

    /// <summary>Where <see cref="GetSpan"/> lets the caller write what wouldn't fit into the present block; default when nobody does.</summary>
    private ByteLease _aside;

    private long _length;
    private long _position;
    private bool _isDisposed;

    /// <summary>Creates an empty stream. Nothing is rented before the first write.</summary>
    /// <param name="pool">Where the blocks come from.</param>
    /// <param name="blockSize">Bytes of each block: 1 to <see cref="Array.MaxLength"/>; 16,384 by default.</param>
    /// <exception cref="ArgumentNullException"><paramref name="pool"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="blockSize"/> is out of its range.</exception>
    public PooledStream(BytePool pool, int blockSize = DefaultBlockSize)
    {
        ArgumentNullException.ThrowIfNull(pool);
        if (blockSize < 1 || blockSize > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(nameof(blockSize), blockSize, $"Use 1 to {Array.MaxLength:N0} bytes.");
        }

        _pool = pool;
        _blockSize = blockSize;
    }

    /// <inheritdoc/>
    public override bool CanRead => !_isDisposed;

    /// <inheritdoc/>
    public override bool CanSeek => !_isDisposed;

    /// <inheritdoc/>
    public override bool CanWrite => !_isDisposed;

    /// <inheritdoc/>
    public override long Length
    {
        get
        {
            ThrowIfDisposed();
            return _length;
        }
    }

    /// <summary>Where the next read or write begins. It may lie behind the end: a write there fills what is between with zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    /// <exception cref="ObjectDisposedException">The stream has been disposed.</exception>
    public override long Position
    {
        get
        {
            ThrowIfDisposed();
            return _position;
        }

        set
        {
            ThrowIfDisposed();
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    /// <summary>Bytes that fit into the blocks there are.</summary>
    /// <exception cref="ObjectDisposedException">The stream has been disposed.</exception>
    public long Capacity
    {
        get
        {
            ThrowIfDisposed();
            return (long)_blocks.Count * _blockSize;
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin)
    {
        ThrowIfDisposed();
        long begin = origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => _position,
            SeekOrigin.End => _length,
            _ => throw new ArgumentException($"{origin} is no place to seek from. Use Begin, Current or End.", nameof(origin)),
        };
        if (offset < -begin)
        {
            throw new IOException($"Can't seek to {begin + offset:N0}, which is before the beginning.");
        }

        return _position = checked(begin + offset);
    }

    /// <summary>Cuts the stream, and gives back the blocks that are empty then, or fills it up with zeros. A position behind the new end moves there.</summary>
    /// <param name="value">The new length: 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The stream has been disposed.</exception>
    public override void SetLength(long value)
    {
        ThrowIfDisposed();
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        if (value > _length)
        {
            EnsureCapacity(value);
            Zero(_length, value);
        }
        else
        {
            ReturnBlocksFrom((int)((value + _blockSize - 1) / _blockSize));
        }

        _length = value;
        _position = Math.Min(_position, value);
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        ThrowIfDisposed();
        int read = (int)Math.Clamp(_length - _position, 0, buffer.Length);
        for (int done = 0; done < read;)
        {
            Span<byte> source = BytesFrom(_position);
            int count = Math.Min(source.Length, read - done);
            source[..count].CopyTo(buffer[done..]);
            done += count;
            _position += count;
        }

        return read;
    }

    /// <inheritdoc/>
    public override int ReadByte()
    {
        ThrowIfDisposed();
        return _position < _length ? BytesFrom(_position++)[0] : -1;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return cancellationToken.IsCancellationRequested ? Task.FromCanceled<int>(cancellationToken) : Task.FromResult(Read(buffer.AsSpan(offset, count)));
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : new ValueTask<int>(Read(buffer.Span));

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ThrowIfDisposed();
        if (buffer.IsEmpty)
        {
            return;
        }

        long end = checked(_position + buffer.Length);
        EnsureCapacity(end);
        if (_position > _length)
        {
            Zero(_length, _position);
        }

        while (!buffer.IsEmpty)
        {
            Span<byte> target = BytesFrom(_position);
            int count = Math.Min(target.Length, buffer.Length);
            buffer[..count].CopyTo(target);
            buffer = buffer[count..];
            _position += count;
        }

        _length = Math.Max(_length, end);
    }

    /// <inheritdoc/>
    public override void WriteByte(byte value) => Write([value]);

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override void CopyTo(Stream destination, int bufferSize)
    {
        ValidateCopyToArguments(destination, bufferSize);
        ThrowIfDisposed();
        while (_position < _length)
        {
            ReadOnlyMemory<byte> chunk = ChunkAt(_position, _length);
            destination.Write(chunk.Span);
            _position += chunk.Length;
        }
    }

    /// <inheritdoc/>
    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        ValidateCopyToArguments(destination, bufferSize);
        ThrowIfDisposed();
        while (_position < _length)
        {
            ReadOnlyMemory<byte> chunk = ChunkAt(_position, _length);
            await destination.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
            _position += chunk.Length;
        }
    }

    /// <summary>Writes the whole stream to another, wherever the position is, and leaves it there.</summary>
    /// <param name="destination">Where to.</param>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The stream has been disposed.</exception>
    public void WriteTo(Stream destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        foreach (ReadOnlyMemory<byte> chunk in GetReadOnlySequence())
        {
            destination.Write(chunk.Span);
        }
    }

    /// <summary>The whole stream as a new array.</summary>
    /// <returns>A copy.</returns>
    /// <exception cref="InvalidOperationException">The stream is longer than an array can be.</exception>
    /// <exception cref="ObjectDisposedException">The stream has been disposed.</exception>
    public byte[] ToArray() => Length <= Array.MaxLength
        ? GetReadOnlySequence().ToArray()
        : throw new InvalidOperationException($"The stream has {_length:N0} bytes, an array at most {Array.MaxLength:N0}. Use {nameof(GetReadOnlySequence)}.");

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

    /// <summary>The whole stream as a part of an array, without a copy, if it lies in one. Valid as <see cref="GetReadOnlySequence"/>'s is.</summary>
    /// <param name="buffer">The bytes, or <c>default</c>.</param>
    /// <returns>False where the stream has more than one block, and in the modes whose buffers are no arrays.</returns>
    /// <exception cref="ObjectDisposedException">The stream has been disposed.</exception>
    public bool TryGetBuffer(out ArraySegment<byte> buffer)
    {
        buffer = default;
        ReadOnlySequence<byte> sequence = GetReadOnlySequence();
        return sequence.IsSingleSegment && System.Runtime.InteropServices.MemoryMarshal.TryGetArray(sequence.First, out buffer);
    }

    /// <summary>Says that so many bytes have been written to what <see cref="GetSpan"/> or <see cref="GetMemory"/> gave. They stand at the position.</summary>
    /// <param name="count">0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="count"/> is more than there was room for. Nothing changes.</exception>
    /// <exception cref="ObjectDisposedException">The stream has been disposed.</exception>
    public void Advance(int count)
    {
        ThrowIfDisposed();
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        bool isAside = !_aside.IsReturned;
        long room = isAside ? _aside.Length : Math.Max(0, Math.Min(Capacity, (_position / _blockSize * _blockSize) + _blockSize) - _position);
        if (count > room)
        {
            throw new InvalidOperationException($"Can't advance by {count:N0} bytes: there is room for {room:N0}. Ask for more with {nameof(GetSpan)} first.");
        }

        if (isAside)
        {
            ByteLease aside = _aside;
            _aside = default;
            Write(aside.Span[..count]);
            aside.Return();
            return;
        }

        if (count > 0 && _position > _length)
        {
            Zero(_length, _position);
        }

        _position += count;
        _length = Math.Max(_length, count > 0 ? _position : 0);
    }

    /// <summary>Room to write to at the position; call <see cref="Advance"/> afterwards.</summary>
    /// <param name="sizeHint">The least room needed, in bytes; at 0, at least 1.</param>
    /// <returns>At least so many bytes, with whatever they held before. Valid until the next call of any other member.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sizeHint"/> is negative or over <see cref="Array.MaxLength"/>.</exception>
    /// <exception cref="ObjectDisposedException">The stream or its pool has been disposed.</exception>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        ThrowIfDisposed();
        if (sizeHint < 0 || sizeHint > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(nameof(sizeHint), sizeHint, $"Ask for 0 to {Array.MaxLength:N0} bytes, and for longer data several times.");
        }

        _aside.Dispose();
        int needed = Math.Max(1, sizeHint);
        int offset = (int)(_position % _blockSize);
        if (needed <= _blockSize - offset)
        {
            EnsureCapacity(_position + needed);
            return _blocks[(int)(_position / _blockSize)].Memory[offset..];
        }

        _aside = _pool.Rent(needed);
        return _aside.Memory;
    }

    /// <inheritdoc cref="GetMemory"/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _aside.Dispose();
            ReturnBlocksFrom(0);
        }

        base.Dispose(disposing);
    }

    /// <summary>Rents blocks up to a length. Those that could be rented stay where one can't be.</summary>
    private void EnsureCapacity(long length)
    {
        long blocks = (length + _blockSize - 1) / _blockSize;
        if (blocks > int.MaxValue)
        {
            throw new IOException($"A stream of {length:N0} bytes in blocks of {_blockSize:N0} has too many of them. Create it with larger blocks.");
        }

        while (_blocks.Count < blocks)
        {
            _blocks.Add(_pool.Rent(_blockSize));
        }
    }

    private void ReturnBlocksFrom(int index)
    {
        for (int block = _blocks.Count - 1; block >= index; block--)
        {
            ByteLease lease = _blocks[block];
            _blocks.RemoveAt(block);
            lease.Return();
        }
    }

    /// <summary>What a rented block held before mustn't come to light.</summary>
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

    /// <summary>The rest of the block that a position lies in.</summary>
    private Span<byte> BytesFrom(long position) => _blocks[(int)(position / _blockSize)].Span[(int)(position % _blockSize)..];

    private ReadOnlyMemory<byte> ChunkAt(long position, long end)
    {
        int offset = (int)(position % _blockSize);
        return _blocks[(int)(position / _blockSize)].Memory.Slice(offset, (int)Math.Min(_blockSize - offset, end - position));
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);
}
