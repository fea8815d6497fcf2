using System.Buffers;

namespace Tidepool.Adapters;

/// <summary>One rent as an <see cref="IMemoryOwner{T}"/>. Never used for a second one, so that a stale reference can't reach another renter's buffer.</summary>
internal sealed class LeaseOwner : IMemoryOwner<byte>
{
    private readonly ByteLease _lease;

    internal LeaseOwner(ByteLease lease) => _lease = lease;

    /// <inheritdoc/>
    public Memory<byte> Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_lease.IsReturned, typeof(IMemoryOwner<byte>));
            return _lease.Memory;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lease.Dispose();
}
