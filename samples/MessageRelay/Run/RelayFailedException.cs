namespace MessageRelay.Run;

/// <summary>The run can't continue, or its result can't be trusted; the message is for the user.</summary>
internal sealed class RelayFailedException : Exception
{
    public RelayFailedException()
    {
    }

    public RelayFailedException(string message)
        : base(message)
    {
    }

    public RelayFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
