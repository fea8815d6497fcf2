namespace Tidepool.Tool;

/// <summary>A problem that the user can fix, described in one sentence. The program ends with exit code 2.</summary>
internal sealed class ToolException : Exception
{
    public ToolException()
        : this("The command failed.")
    {
    }

    public ToolException(string message)
        : base(message)
    {
    }

    public ToolException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
