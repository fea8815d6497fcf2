namespace Tidepool.Benchmarks.Measurement;

/// <summary>A process that measures a part of a run failed.</summary>
internal sealed class ChildRunException : Exception
{
    public ChildRunException()
    {
    }

    public ChildRunException(string message)
        : base(message)
    {
    }

    public ChildRunException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
