namespace Tidepool;

/// <summary>How a <see cref="BytePool"/> makes and keeps its buffers.</summary>
/// <remarks>The environment variable <c>TIDEPOOL_MODE</c>, or the runtime-configuration property <c>Tidepool.Mode</c>, overrules the mode
/// of every pool in the process: <c>unpooled</c> or <c>standard</c>, in any case. The variable wins where both are set.</remarks>
public enum PoolMode
{
    /// <summary>Buffers are pooled. Every handle is checked.</summary>
    Standard,

    /// <summary>The garbage collector behind the same API, with the same rules and errors. If a fault goes away in this mode, it is
    /// probably a buffer that is used after its return.</summary>
    Unpooled,
}
