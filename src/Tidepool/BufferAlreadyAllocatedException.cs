namespace Tidepool;

/// <summary><see cref="Allocator.Allocate"/> was called on an allocator that already holds a buffer.</summary>
/// <remarks>This is always a mistake in the calling code. The buffer that is held stays as it is.</remarks>
public class BufferAlreadyAllocatedException : InvalidOperationException
{
    /// <summary>Creates the exception with a general message.</summary>
    public BufferAlreadyAllocatedException()
        : base("The allocator already holds a buffer.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What is already held, and what to do.</param>
    public BufferAlreadyAllocatedException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What is already held, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public BufferAlreadyAllocatedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
