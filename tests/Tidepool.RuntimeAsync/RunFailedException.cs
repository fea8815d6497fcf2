namespace Tidepool.RuntimeAsync;

/// <summary>A condition that must hold doesn't.</summary>
internal sealed class RunFailedException : Exception
{
    public RunFailedException()
    {
    }

    public RunFailedException(string message)
        : base(message)
    {
    }

    public RunFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
