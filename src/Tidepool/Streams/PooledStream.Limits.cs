using System.Globalization;
using Tidepool.Diagnosis;

namespace Tidepool;

/// <content>The stream's growth and its limit, and the tag in its messages.</content>
public sealed partial class PooledStream
{
    /// <summary>The most bytes that the stream may have: a limit of this one stream, in addition to the pool's budget
    /// (<see cref="BytePoolOptions.MaxTotalBytes"/>). 0 or more. Default <see cref="long.MaxValue"/>: no limit.</summary>
    /// <remarks>A call that would make the stream longer throws <see cref="IOException"/> and changes nothing.
    /// Use it to keep untrusted input from filling the memory.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long MaxLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = long.MaxValue;

    /// <summary>What the stream is for, to tell it from others in a debugger or a log. It appears in <see cref="ToString"/>, in the messages of its exceptions,
    /// and in reports of misuse and of leaks of its blocks (<see cref="MisuseReport.Tag"/>, <see cref="OutstandingLease.Tag"/>) if their rent was
    /// recorded. Null (the default) for none.</summary>
    public string? Tag
    {
        get => _blocks.Tag;
        init => _blocks.Tag = value;
    }

    /// <summary>Describes the stream for a debugger or a log. Never throws.</summary>
    /// <returns>Its tag, and its sizes, or that it has been disposed.</returns>
    public override string ToString() => $"{nameof(PooledStream)}{Named} ({(_isDisposed ? "disposed" : Sizes)})";

    private string Sizes => string.Create(
        CultureInfo.InvariantCulture,
        $"{Quantity.Bytes(_length)}, {new Quantity(_blocks.Count, "block", "blocks")} of {_blocks.BlockSize:N0}");

    /// <summary>Makes room for this many bytes at the position, and fills a gap before it with zeros: the earlier contents of a block must not show.</summary>
    /// <returns>The position after these bytes.</returns>
    private long Reserve(long count)
    {
        long end = EndOf(count);
        CheckLength(end);
        _blocks.EnsureCapacity(end);
        _blocks.Clear(_length, _position);
        return end;
    }

    /// <summary>The position that this many bytes later would have.</summary>
    /// <exception cref="IOException">There is no such position.</exception>
    private long EndOf(long count) => _position <= long.MaxValue - count
        ? _position + count
        : throw new IOException($"Writing {Quantity.Bytes(count)} at position {_position:N0} would pass {long.MaxValue:N0}, the last possible position.");

    /// <summary>Moves the position past what has been written.</summary>
    private void MoveTo(long end)
    {
        _position = end;
        _length = Math.Max(_length, end);
    }

    /// <summary>Checks a length against <see cref="MaxLength"/>.</summary>
    /// <exception cref="IOException">The stream must not have this many bytes.</exception>
    private void CheckLength(long length)
    {
        if (length > MaxLength)
        {
            throw new IOException(
                $"The stream{Named} would grow to {Quantity.Bytes(length)}, but its {nameof(MaxLength)} is {MaxLength:N0}. "
                    + "Reject data that is too long, or create the stream with a higher limit.");
        }
    }

    /// <summary>The tag, if there is one, to follow the noun that it names.</summary>
    private string Named => Tag is { } tag ? $" \"{tag}\"" : "";

    private void ThrowIfDisposed()
    {
        if (_isDisposed)
        {
            throw new ObjectDisposedException(typeof(PooledStream).FullName, $"The stream{Named} has been disposed.");
        }
    }
}
