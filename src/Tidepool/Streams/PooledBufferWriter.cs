using System.Buffers;
using Tidepool.Diagnosis;
using Tidepool.Streams;

namespace Tidepool;

/// <summary>An <see cref="IBufferWriter{T}"/> that writes to buffers of a <see cref="BytePool"/>.</summary>
/// <remarks>
/// <para>Dispose it to return the buffers. If it is dropped instead, they go to the garbage collector, and the pool's statistics count them.</para>
/// <para>A writer must not be used by several threads at once. The pool behind it may be.</para>
/// </remarks>
public sealed class PooledBufferWriter : IBufferWriter<byte>, IDisposable
{
    /// <summary>The size of a segment, or of the first buffer, unless another one is given: that of Pipelines.</summary>
    private const int DefaultBufferSize = 4_096;

    private readonly BytePool _pool;
    private readonly BufferLayout _layout;

    /// <summary>The size of each rented buffer, unless more bytes are requested at once.</summary>
    private readonly int _bufferSize;

    /// <summary>The first segment; null before the first write.</summary>
    private WrittenSegment? _first;

    /// <summary>The segment being written to; null before the first write.</summary>
    private WrittenSegment? _last;

    private bool _isDisposed;

    /// <summary>Creates a writer. Nothing is rented before the first write.</summary>
    /// <param name="pool">The pool to rent from.</param>
    /// <param name="layout">In segments (the default) or in one buffer.</param>
    /// <param name="bufferSize">The size of each segment, or of the first buffer, in bytes: 1 to <see cref="Array.MaxLength"/>. If null (the default),
    /// the size of the pool's buffers that hold 4,096 bytes, or <see cref="BytePool.MaxSize"/> if that is smaller.</param>
    /// <exception cref="ArgumentNullException"><paramref name="pool"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="layout"/> or <paramref name="bufferSize"/> is out of its range.</exception>
    public PooledBufferWriter(BytePool pool, BufferLayout layout = BufferLayout.Segmented, int? bufferSize = null)
    {
        ArgumentNullException.ThrowIfNull(pool);
        if (layout is not (BufferLayout.Segmented or BufferLayout.Contiguous))
        {
            throw new ArgumentOutOfRangeException(nameof(layout), layout, $"Use {nameof(BufferLayout.Segmented)} or {nameof(BufferLayout.Contiguous)}.");
        }

        _pool = pool;
        _layout = layout;
        _bufferSize = pool.PartSize(bufferSize, DefaultBufferSize);
    }

    /// <summary>How many bytes have been written.</summary>
    /// <exception cref="ObjectDisposedException">The writer has been disposed.</exception>
    public long WrittenCount
    {
        get
        {
            ThrowIfDisposed();
            return _last is null ? 0 : _last.RunningIndex + _last.Used;
        }
    }

    /// <summary>How many bytes the writer can hold before it rents again: the sum of <see cref="WrittenCount"/> and <see cref="FreeCapacity"/>.
    /// 0 before the first write.</summary>
    /// <remarks>Bytes that a segmented writer left unused at the end of a full segment don't count: it doesn't go back to them.</remarks>
    /// <exception cref="ObjectDisposedException">The writer has been disposed.</exception>
    public long Capacity => WrittenCount + FreeCapacity;

    /// <summary>How many bytes can be written before the writer rents again: <see cref="GetSpan"/> and <see cref="GetMemory"/> provide up to this many without
    /// a rent. 0 before the first write.</summary>
    /// <exception cref="ObjectDisposedException">The writer has been disposed.</exception>
    public int FreeCapacity
    {
        get
        {
            ThrowIfDisposed();
            return _last?.Free ?? 0;
        }
    }

    /// <summary>The bytes written so far. Valid until <see cref="Clear"/>, <see cref="ResetWrittenCount"/> or <see cref="Dispose"/>; in a contiguous writer,
    /// only until the next write.</summary>
    /// <exception cref="ObjectDisposedException">The writer has been disposed.</exception>
    public ReadOnlySequence<byte> WrittenSequence
    {
        get
        {
            ThrowIfDisposed();
            return _last is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(_first!, 0, _last, _last.Used);
        }
    }

    /// <summary>The bytes written so far by a contiguous writer (<see cref="BufferLayout.Contiguous"/>), in one piece. Valid until the next write,
    /// <see cref="Clear"/>, <see cref="ResetWrittenCount"/> or <see cref="Dispose"/>.</summary>
    /// <exception cref="InvalidOperationException">The writer is segmented.</exception>
    /// <exception cref="ObjectDisposedException">The writer has been disposed.</exception>
    public ReadOnlyMemory<byte> WrittenMemory => Contiguous?.WrittenMemory ?? default;

    /// <inheritdoc cref="WrittenMemory"/>
    public ReadOnlySpan<byte> WrittenSpan => Contiguous is { } buffer ? buffer.Written : default;

    /// <summary>Copies the bytes written so far to one leased buffer of the pool.</summary>
    /// <returns>A copy of exactly <see cref="WrittenCount"/> bytes, for the caller to return. It is independent of the writer.</returns>
    /// <exception cref="InvalidOperationException">More has been written than an array can hold.</exception>
    /// <exception cref="InsufficientMemoryException">The pool's budget doesn't allow it.</exception>
    /// <exception cref="ObjectDisposedException">The writer or the pool has been disposed.</exception>
    public ByteLease CopyToLease() => WrittenCount <= Array.MaxLength
        ? _pool.RentCopyOf(WrittenSequence)
        : throw new InvalidOperationException(
            $"The writer holds {WrittenCount:N0} bytes, but an array at most {Array.MaxLength:N0}. Use {nameof(WrittenSequence)}.");

    /// <summary>Detaches the buffer of a contiguous writer (<see cref="BufferLayout.Contiguous"/>) with the bytes written so far, without a copy.
    /// The writer is then empty, and may be used again.</summary>
    /// <returns>An owner of exactly <see cref="WrittenCount"/> bytes, like that of <see cref="ByteLease.ToMemoryOwner(int)"/>. Its holder has to dispose it,
    /// which returns the buffer.</returns>
    /// <exception cref="InvalidOperationException">The writer is segmented: use <see cref="CopyToLease"/> to get its bytes in one piece.</exception>
    /// <exception cref="ObjectDisposedException">The writer has been disposed; or the pool has, and nothing was written.</exception>
    public IMemoryOwner<byte> DetachBuffer()
    {
        if (Contiguous is not { } buffer)
        {
            using ByteLease nothing = _pool.Rent(0);
            return nothing.ToMemoryOwner();
        }

        IMemoryOwner<byte> owner = buffer.Lease.ToMemoryOwner(buffer.Used);
        _first = null;
        _last = null;
        return owner;
    }

    /// <summary>The buffer of a contiguous writer; null before the first write.</summary>
    private WrittenSegment? Contiguous
    {
        get
        {
            ThrowIfDisposed();
            return _layout == BufferLayout.Contiguous
                ? _last
                : throw new InvalidOperationException(
                    "The data of a segmented writer spans several buffers: "
                        + $"use {nameof(WrittenSequence)}, or create the writer with {nameof(BufferLayout)}.{nameof(BufferLayout.Contiguous)}.");
        }
    }

    /// <summary>Reports that <paramref name="count"/> bytes have been written to the result of <see cref="GetSpan"/> or <see cref="GetMemory"/>.</summary>
    /// <param name="count">0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="count"/> is more than there was room for. Nothing changes.</exception>
    /// <exception cref="ObjectDisposedException">The writer has been disposed.</exception>
    public void Advance(int count)
    {
        ThrowIfDisposed();
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int free = _last?.Free ?? 0;
        if (count > free)
        {
            throw new InvalidOperationException($"Can't advance by {Quantity.Bytes(count)}: only {free:N0} left. Request more with {nameof(GetSpan)} first.");
        }

        _last?.Advance(count);
    }

    /// <summary>Provides room to write to; call <see cref="Advance"/> afterwards.</summary>
    /// <param name="sizeHint">The least room needed, in bytes; 0 means at least 1.</param>
    /// <returns>At least that many bytes, with arbitrary contents. Valid until the next call of a member that writes.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sizeHint"/> is negative or over <see cref="Array.MaxLength"/>.</exception>
    /// <exception cref="InsufficientMemoryException">The pool's budget doesn't allow it, or one buffer can't hold that much.
    /// The bytes written so far are kept.</exception>
    /// <exception cref="ObjectDisposedException">The writer or the pool has been disposed.</exception>
    public Memory<byte> GetMemory(int sizeHint = 0) => WithRoomFor(sizeHint).Writable;

    /// <inheritdoc cref="GetMemory"/>
    public Span<byte> GetSpan(int sizeHint = 0) => WithRoomFor(sizeHint).WritableSpan;

    /// <summary>Discards the bytes written so far and returns the buffers. The writer may be used again.</summary>
    /// <exception cref="ObjectDisposedException">The writer has been disposed.</exception>
    public void Clear()
    {
        ThrowIfDisposed();
        ReturnAll();
    }

    /// <summary>Discards the bytes written so far, and keeps the first buffer for the next ones. The other buffers are returned.</summary>
    /// <exception cref="ObjectDisposedException">The writer has been disposed.</exception>
    public void ResetWrittenCount()
    {
        ThrowIfDisposed();
        SequenceSegment? rest = _first?.StartAgain();
        _last = _first;
        SequenceSegment.ReturnFrom(rest);
    }

    /// <summary>Returns the buffers. May be called any number of times.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        ReturnAll();
    }

    private WrittenSegment WithRoomFor(int sizeHint)
    {
        ThrowIfDisposed();
        int needed = WriterRules.SizeOf(sizeHint);
        return _last is { } last && last.Free >= needed ? last : Grow(needed);
    }

    /// <summary>Rents first, so that nothing has changed if that fails.</summary>
    private WrittenSegment Grow(int needed)
    {
        if (_last is { Used: > 0 } last && _layout == BufferLayout.Segmented)
        {
            WrittenSegment next = new(_pool.Rent(Math.Max(_bufferSize, needed)), last.RunningIndex + last.Used);
            last.FollowWith(next);
            return _last = next;
        }

        ByteLease larger = RentLarger(needed);
        if (_last is null)
        {
            return _first = _last = new WrittenSegment(larger, 0);
        }

        // Last, since in checked mode it may throw because of an overrun.
        _last.MoveTo(larger).Return();
        return _last;
    }

    /// <summary>Rents room for the bytes of the last segment and those needed; in a contiguous writer twice as much as before,
    /// if the budget allows it.</summary>
    private ByteLease RentLarger(int needed)
    {
        int used = _last?.Used ?? 0;
        long size = Math.Max((long)used + needed, _bufferSize);
        if (size > Array.MaxLength)
        {
            throw new InsufficientMemoryException(
                $"One buffer can't hold {used:N0} bytes and {needed:N0} more: the limit is {Array.MaxLength:N0}. "
                    + $"Use {nameof(BufferLayout)}.{nameof(BufferLayout.Segmented)}.");
        }

        long doubled = _layout == BufferLayout.Contiguous ? Math.Min(2L * (_last?.Length ?? 0), Array.MaxLength) : 0;
        return doubled > size && _pool.TryRentOptional((int)doubled, out ByteLease larger) ? larger : _pool.Rent((int)size);
    }

    private void ReturnAll()
    {
        WrittenSegment? first = _first;
        _first = null;
        _last = null;
        SequenceSegment.ReturnFrom(first);
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);
}
