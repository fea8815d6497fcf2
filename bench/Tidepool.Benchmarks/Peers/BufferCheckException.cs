namespace Tidepool.Benchmarks.Peers;

/// <summary>A peer handed out a buffer that can't be right; whatever was measured with it is worthless.</summary>
internal sealed class BufferCheckException : Exception
{
    public BufferCheckException()
    {
    }

    public BufferCheckException(string message)
        : base(message)
    {
    }

    public BufferCheckException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
