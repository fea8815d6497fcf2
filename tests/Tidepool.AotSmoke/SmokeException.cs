namespace Tidepool.AotSmoke;

/// <summary>The pool didn't behave here as it does elsewhere.</summary>
public sealed class SmokeException : Exception
{
    public SmokeException()
    {
    }

    public SmokeException(string message)
        : base(message)
    {
    }

    public SmokeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
