namespace Tidepool;

/// <summary>A lease or an allocator was used after its buffer had gone back to the pool.</summary>
/// <remarks>This is always a bug in the calling code: the buffer may be another caller's by now. The pool is unharmed.</remarks>
public class BufferAlreadyReturnedException : InvalidOperationException
{
    /// <summary>Creates the exception with a general message.</summary>
    public BufferAlreadyReturnedException()
        : base("The buffer has already been returned to its pool.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What was used after its return, and how to correct the caller.</param>
    public BufferAlreadyReturnedException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What was used after its return, and how to correct the caller.</param>
    /// <param name="innerException">The cause.</param>
    public BufferAlreadyReturnedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
