namespace Tidepool.Benchmarks.Memory;

/// <summary>A process that was to show its memory failed.</summary>
internal sealed class MemoryRunException : Exception
{
    public MemoryRunException()
    {
    }

    public MemoryRunException(string message)
        : base(message)
    {
    }

    public MemoryRunException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
