namespace Tidepool.Benchmarks;

/// <summary>A peer handed out a buffer that can't be right, or a process that measures part of a run failed: the measurements are worthless.</summary>
internal sealed class BenchmarkException : Exception
{
    public BenchmarkException()
    {
    }

    public BenchmarkException(string message)
        : base(message)
    {
    }

    public BenchmarkException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
