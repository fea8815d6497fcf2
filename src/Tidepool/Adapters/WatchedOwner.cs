using System.Buffers;

namespace Tidepool.Adapters;

/// <summary>A tracked rent as an <see cref="IMemoryOwner{T}"/>, for callers that have promised to dispose it only once. Reports it if they don't.</summary>
internal class WatchedOwner(ByteLease lease) : IMemoryOwner<byte>
{
    /// <inheritdoc/>
    public Memory<byte> Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(lease.IsReturned, typeof(IMemoryOwner<byte>));
            return Bytes;
        }
    }

    /// <summary>The memory of a rent that is not over.</summary>
    internal virtual Memory<byte> Bytes => lease.Memory;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!lease.TryReturn())
        {
            // Reported, not thrown: the interface allows a second call.
            lease.Slot!.StaleError(lease.Generation, MisuseKind.ReturnedTwice);
        }
    }
}
