using MessageRelay.Memory;

namespace MessageRelay.Wire;

/// <summary>
/// Turns the bytes of one connection into frames, each in one buffer of its own, without allocating anything else.
/// </summary>
/// <remarks>
/// The caller takes frames until there is none, receives into <see cref="ReceiveTarget"/>, and reports how much arrived. Small frames pass through a
/// staging array, so that one receive can bring many; the rest of a large one is received straight into its buffer.
/// Not safe for use by several threads at once.
/// </remarks>
internal sealed class FrameAssembler(MessageMemory memory, int maxPayload) : IDisposable
{
    // Large enough to gather a dozen small frames, small enough to stay in the first-level cache.
    private const int StagingSize = 16 * 1024;

    private readonly byte[] _staging = new byte[StagingSize];

    // Bytes received and not yet consumed are _staging[_from.._to].
    private int _from;
    private int _to;

    // The frame in progress, if any: its buffer, and how many of its bytes are there.
    private MessageBuffer _frame;
    private bool _inFrame;
    private int _filled;

    /// <summary>Whether some but not all bytes of a frame have arrived.</summary>
    public bool IsMidFrame => _inFrame || _from < _to;

    /// <summary>How many bytes of the unfinished frame have arrived.</summary>
    public int BytesOfUnfinishedFrame => _inFrame ? _filled : _to - _from;

    /// <summary>Where the next bytes belong. Never empty; call only after <see cref="TryTake"/> has returned false.</summary>
    public Memory<byte> ReceiveTarget
    {
        get
        {
            if (_inFrame && _frame.Length - _filled >= StagingSize)
            {
                return _frame.Memory[_filled..];
            }

            // What is left is less than a prefix, or nothing.
            _staging.AsSpan(_from.._to).CopyTo(_staging);
            _to -= _from;
            _from = 0;
            return _staging.AsMemory(_to);
        }
    }

    /// <summary>Reports that <paramref name="count"/> bytes were received into <see cref="ReceiveTarget"/>.</summary>
    public void Received(int count)
    {
        if (_inFrame && _frame.Length - _filled >= StagingSize)
        {
            _filled += count;
        }
        else
        {
            _to += count;
        }
    }

    /// <summary>Takes the next whole frame. Its buffer then belongs to the caller, who must return it.</summary>
    /// <exception cref="FrameException">The bytes received aren't a frame.</exception>
    public bool TryTake(out MessageBuffer frame)
    {
        frame = default;
        if (!_inFrame)
        {
            if (_to - _from < Frame.PrefixSize)
            {
                return false;
            }

            _frame = memory.Rent(Frame.ReadSize(_staging.AsSpan(_from), maxPayload));
            _inFrame = true;
            _filled = 0;
        }

        int count = Math.Min(_to - _from, _frame.Length - _filled);
        _staging.AsSpan(_from, count).CopyTo(_frame.Memory.Span[_filled..]);
        _from += count;
        _filled += count;
        if (_filled < _frame.Length)
        {
            return false;
        }

        frame = _frame;
        _frame = default;
        _inFrame = false;
        return true;
    }

    /// <summary>Returns the buffer of an unfinished frame.</summary>
    public void Dispose()
    {
        if (_inFrame)
        {
            _inFrame = false;
            _frame.Return();
        }
    }
}
