namespace Tidepool.AotSmoke;

/// <summary>The pool did not do what it does elsewhere.</summary>
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
