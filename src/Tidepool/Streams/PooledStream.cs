using System.Buffers;
using Tidepool.Diagnosis;
using Tidepool.Streams;

namespace Tidepool;

/// <summary>A stream in memory, in buffers of a <see cref="BytePool"/>: like a <see cref="MemoryStream"/>,
/// but without an array that is doubled and copied as it grows.</summary>
/// <remarks>
/// <para>Its bytes are in blocks of one size, rented as it grows, so it may be longer than any array. Dispose it to return them. If it is
/// dropped instead, they go to the garbage collector, and the pool's statistics count them.</para>
/// <para>Reads and writes never wait, so the asynchronous ones complete synchronously. A stream must not be used by several threads at once.</para>
/// <para>After <see cref="Stream.Dispose()"/> every member that needs the bytes throws <see cref="ObjectDisposedException"/>, even
/// <see cref="ToArray"/> and <see cref="TryGetBuffer"/>: a <see cref="MemoryStream"/> still has its array then,
/// but the blocks of this stream may already be in use elsewhere.</para>
/// </remarks>
#pragma warning disable RS0027 // The overloads, and their optional parameters, are those of Stream.
public sealed partial class PooledStream : Stream, IBufferWriter<byte>
{
    /// <summary>Arbitrary: well below the large object heap.</summary>
    private const int DefaultBlockSize = 16 * 1024;

    private const long NothingLent = -1;

    private readonly BytePool _pool;
    private readonly BlockList _blocks;

    /// <summary>Where <see cref="GetSpan"/> lets the caller write what wouldn't fit into the current block; default if it hasn't.</summary>
    private ByteLease _aside;

    /// <summary>The position from which on <see cref="GetSpan"/> has lent the caller the rest of a block; <see cref="NothingLent"/> if it hasn't.
    /// At any other position, the rest of the block may hold arbitrary bytes.</summary>
    private long _lentFrom = NothingLent;

    private long _length;
    private long _position;
    private bool _isDisposed;

    /// <summary>Creates an empty stream. Nothing is rented before the first write.</summary>
    /// <param name="pool">The pool to rent from.</param>
    /// <param name="blockSize">The size of each block in bytes: 1 to <see cref="Array.MaxLength"/>. If null (the default),
    /// the size of the pool's buffers that hold 16,384 bytes, or <see cref="BytePool.MaxSize"/> if that is smaller.</param>
    /// <exception cref="ArgumentNullException"><paramref name="pool"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="blockSize"/> is out of its range.</exception>
    public PooledStream(BytePool pool, int? blockSize = null)
    {
        ArgumentNullException.ThrowIfNull(pool);
        _pool = pool;
        _blocks = new BlockList(pool, pool.PartSize(blockSize, DefaultBlockSize));
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

    /// <summary>Where the next read or write begins. It may be past the end: a write there fills the gap with zeros.</summary>
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

    /// <summary>How many bytes fit into the blocks that are rented now. Set it to rent blocks for later writes in advance,
    /// or to return those past the end.</summary>
    /// <value>When set: the least capacity wanted, at least <see cref="Length"/>. It is rounded up to a multiple of the block size.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than <see cref="Length"/>.</exception>
    /// <exception cref="InsufficientMemoryException">The pool's budget doesn't allow it. Nothing changes.</exception>
    /// <exception cref="IOException">It would take more than <see cref="Array.MaxLength"/> blocks, or is more than <see cref="MaxLength"/>.
    /// Nothing changes.</exception>
    /// <exception cref="ObjectDisposedException">The stream or its pool has been disposed.</exception>
    public long Capacity
    {
        get
        {
            ThrowIfDisposed();
            return _blocks.Capacity;
        }

        set
        {
            ThrowIfDisposed();
            if (value < _length)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, $"The capacity can't be less than the stream's length, {Quantity.Bytes(_length)}. "
                    + $"Call {nameof(SetLength)} first to shorten the stream.");
            }

            CheckLength(value);
            _blocks.EnsureCapacity(value);
            _blocks.ShrinkTo(value);
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
            _ => throw new ArgumentException($"{origin} is not a valid seek origin. Use Begin, Current or End.", nameof(origin)),
        };
        if (offset < -begin)
        {
            throw new IOException($"Can't seek to position {begin + offset:N0}, which is before the beginning of the stream.");
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, long.MaxValue - begin);
        return _position = begin + offset;
    }

    /// <summary>Shortens the stream and returns the blocks that are then empty, or extends it with zeros.
    /// A position past the new end moves to the end.</summary>
    /// <param name="value">The new length: 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is negative.</exception>
    /// <exception cref="InsufficientMemoryException">The pool's budget doesn't allow it. Nothing changes.</exception>
    /// <exception cref="IOException">The stream would have more than <see cref="Array.MaxLength"/> blocks, or be longer than <see cref="MaxLength"/>.
    /// Nothing changes.</exception>
    /// <exception cref="ObjectDisposedException">The stream or its pool has been disposed.</exception>
    public override void SetLength(long value)
    {
        ThrowIfDisposed();
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        bool isShorter = value < _length;
        if (!isShorter)
        {
            CheckLength(value);
            _blocks.EnsureCapacity(value);
            _blocks.Clear(_length, value);
        }

        _length = value;
        _position = Math.Min(_position, value);
        if (isShorter)
        {
            // Last, since in checked mode it may throw because of an overrun.
            _blocks.ShrinkTo(value);
        }
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
        int read = ReadAt(buffer, _position);
        _position += read;
        return read;
    }

    /// <inheritdoc/>
    public override int ReadByte()
    {
        ThrowIfDisposed();
        return _position < _length ? _blocks.RestAt(_position++)[0] : -1;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        try
        {
            return new ValueTask<int>(Read(buffer.Span));
        }
#pragma warning disable CA1031 // Whatever it is, the task carries it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return ValueTask.FromException<int>(failure);
        }
    }

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
        long end = Reserve(buffer.Length);
        _blocks.Write(_position, buffer);
        MoveTo(end);
    }

    /// <inheritdoc/>
    public override void WriteByte(byte value)
    {
        ThrowIfDisposed();
        long end = Reserve(1);
        _blocks.RestAt(_position)[0] = value;
        MoveTo(end);
    }

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

        try
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }
#pragma warning disable CA1031 // Whatever it is, the task carries it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return ValueTask.FromException(failure);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            try
            {
                _blocks.ShrinkTo(0);
            }
            finally
            {
                ReturnAside();
            }
        }

        base.Dispose(disposing);
    }
}
