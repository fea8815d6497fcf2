using System.Buffers;

namespace Tidepool.Adapters;

/// <summary>A tracked rent as an <see cref="IMemoryOwner{T}"/> for callers that said they would dispose it once: tells if they don't.</summary>
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

    /// <summary>The memory of a rent that isn't over.</summary>
    internal virtual Memory<byte> Bytes => lease.Memory;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!lease.TryReturn())
        {
            // Reported, not thrown: the interface allows it.
            lease.Slot!.StaleError(lease.Generation, MisuseKind.ReturnedTwice);
        }
    }
}
