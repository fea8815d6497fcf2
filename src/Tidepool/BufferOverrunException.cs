namespace Tidepool;

/// <summary>The return of a buffer found bytes written past its requested length. Thrown only in checked and guarded mode.</summary>
/// <remarks>This is always a bug in the code that held the buffer. The buffer has been returned nevertheless, and the pool is unharmed.</remarks>
public class BufferOverrunException : InvalidOperationException
{
    /// <summary>Creates the exception with a general message.</summary>
    public BufferOverrunException()
        : base("Bytes past the requested length of a buffer were overwritten.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">Which buffer, and what was found in it.</param>
    public BufferOverrunException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">Which buffer, and what was found in it.</param>
    /// <param name="innerException">The cause.</param>
    public BufferOverrunException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
