namespace Tidepool.Soak;

/// <summary>Thrown by a callback on purpose.</summary>
internal sealed class SoakCallbackException : Exception
{
    public SoakCallbackException()
        : base("Injected.")
    {
    }

    public SoakCallbackException(string message)
        : base(message)
    {
    }

    public SoakCallbackException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal SoakCallbackException(MisuseKind kind)
        : this($"Injected into the callback for {kind}.") => Kind = kind;

    /// <summary>The kind of misuse that the callback received.</summary>
    internal MisuseKind? Kind { get; }
}
