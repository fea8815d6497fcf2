namespace Tidepool;

/// <summary><see cref="Allocator.Allocate"/> was called on an allocator that already holds a buffer.</summary>
/// <remarks>This is always a bug in the calling code. The allocator keeps the buffer it already holds.</remarks>
public class BufferAlreadyAllocatedException : InvalidOperationException
{
    /// <summary>Creates the exception with a general message.</summary>
    public BufferAlreadyAllocatedException()
        : base("The allocator already holds a buffer.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What is already held, and how to correct the caller.</param>
    public BufferAlreadyAllocatedException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What is already held, and how to correct the caller.</param>
    /// <param name="innerException">The cause.</param>
    public BufferAlreadyAllocatedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
