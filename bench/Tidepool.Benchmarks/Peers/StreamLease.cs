using Microsoft.IO;

namespace Tidepool.Benchmarks.Peers;

/// <summary>A recyclable stream, as a struct, so that workloads are compiled for each peer on its own (see <see cref="IPeer{TSelf,TLease}"/>).</summary>
internal readonly struct StreamLease(RecyclableMemoryStream stream)
{
    /// <summary>Gets what was rented.</summary>
    public RecyclableMemoryStream Stream { get; } = stream;
}
