namespace WebUpload.Compare;

/// <summary>A comparison that can't continue.</summary>
internal sealed class CompareFailedException : Exception
{
    public CompareFailedException()
    {
    }

    public CompareFailedException(string message)
        : base(message)
    {
    }

    public CompareFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
