namespace Tidepool;

/// <summary>How a <see cref="BytePool"/> makes and keeps its buffers.</summary>
/// <remarks>The environment variable <c>TIDEPOOL_MODE</c>, or the runtime-configuration property <c>Tidepool.Mode</c>, overrides the mode
/// of every pool in the process: <c>standard</c>, <c>unpooled</c>, <c>checked</c> or <c>guarded</c>, in upper or lower case.
/// The variable wins if both are set.</remarks>
public enum PoolMode
{
    /// <summary>Buffers are pooled. Every handle is checked.</summary>
    Standard,

    /// <summary>The garbage collector behind the same API, with the same rules and errors. If a bug disappears in this mode,
    /// a buffer is probably used after its return.</summary>
    Unpooled,

    /// <summary>Every lease is tracked, for tests and for hunting bugs. Reports of misuse carry the stacks of rent and return;
    /// bytes written past the requested length are found at the return, and bytes written after the return when the buffer leaves its quarantine;
    /// memory taken from a lease exposes its array while the lease is out, and throws after the return; of two simultaneous returns exactly one succeeds.
    /// A rent and its return cost some ten microseconds.</summary>
    Checked,

    /// <summary>Like <see cref="Checked"/>, and each buffer has operating-system pages to itself, between two inaccessible ones;
    /// after the return, its own pages are inaccessible too. A read or write past the end, or through a span or pointer kept from before the return,
    /// crashes the process at that very instruction, with its stack in the output. For tests and for hunting bugs.
    /// A buffer takes up its size in whole pages and the addresses of two more, and has no array. Tested on Linux.</summary>
    Guarded,
}
