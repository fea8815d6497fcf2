using System.Buffers;

namespace WebUpload.Memory;

/// <summary>Writes into an array of the shared pool, and changes to one of twice the length when it is full.</summary>
internal sealed class ArrayPoolStream : Stream, IBufferWriter<byte>
{
    private const int FirstSize = 16 * 1024;

    private byte[] _array = [];
    private int _length;

    internal ReadOnlySequence<byte> Written => new(_array, 0, _length);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        buffer.CopyTo(GetSpan(buffer.Length));
        Advance(buffer.Length);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(1, sizeHint));
        return _array.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _array.Length - _length);
        _length += count;
    }

    public override void SetLength(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, _length);
        _length = (int)value;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        Exchange([]);
        _length = 0;
        base.Dispose(disposing);
    }

    private void Reserve(int count)
    {
        if (_array.Length - _length < count)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstSize, Math.Max(_length + count, _array.Length * 2)));
            _array.AsSpan(0, _length).CopyTo(larger);
            Exchange(larger);
        }
    }

    private void Exchange(byte[] array)
    {
        byte[] previous = _array;
        _array = array;
        if (previous.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(previous);
        }
    }
}
