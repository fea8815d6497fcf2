using System.Globalization;

namespace Tidepool;

/// <content>How long the stream may become, and what it is called where it refuses.</content>
public sealed partial class PooledStream
{
    /// <summary>The most bytes that the stream may have: a limit of this one stream, beside the pool's budget (<see cref="BytePoolOptions.MaxTotalBytes"/>).
    /// 0 or more. Default <see cref="long.MaxValue"/>: none.</summary>
    /// <remarks>What would make the stream longer throws <see cref="IOException"/>, and changes nothing.
    /// So that data of somebody else's can't fill the memory.</remarks>
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

    /// <summary>What the stream is for, to tell it from others in a debugger and a log: <see cref="ToString"/> and the messages of its exceptions show it,
    /// and so do reports of misuse and of leaks of its blocks (<see cref="MisuseReport.Tag"/>, <see cref="OutstandingLease.Tag"/>), where their rent was
    /// recorded. Null (the default) for nothing.</summary>
    public string? Tag { get; init; }

    /// <summary>The stream as text, for a debugger or a log. Never throws.</summary>
    /// <returns>Its tag, and its sizes, or that it has been disposed.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{nameof(PooledStream)}{Named} "
            + $"({(_isDisposed ? "disposed" : $"{_length:N0} bytes, {_blocks.Count:N0} {(_blocks.Count == 1 ? "block" : "blocks")} of {_blockSize:N0}")})");

    /// <summary>Refuses what would make the stream too long.</summary>
    /// <exception cref="IOException">The stream may not have so many bytes.</exception>
    private void CheckLength(long length)
    {
        if (length > MaxLength)
        {
            throw new IOException(
                $"The stream{Named} would have {length:N0} bytes; {nameof(MaxLength)} allows it {MaxLength:N0}. "
                    + "Refuse the data that is too long, or create the stream with a higher limit.");
        }
    }

    /// <summary>The tag, if there is one, behind what it names.</summary>
    private string Named => Tag is { } tag ? $" \"{tag}\"" : "";

    private void ThrowIfDisposed()
    {
        if (_isDisposed)
        {
            throw new ObjectDisposedException(typeof(PooledStream).FullName, $"The stream{Named} has been disposed.");
        }
    }
}
