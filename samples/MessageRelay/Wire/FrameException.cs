namespace MessageRelay.Wire;

/// <summary>A peer's data breaks the protocol; the message says how, and the connection it came from must be closed.</summary>
internal sealed class FrameException : Exception
{
    public FrameException()
    {
    }

    public FrameException(string message)
        : base(message)
    {
    }

    public FrameException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
