using System.Runtime.ExceptionServices;

namespace Tidepool.Streams;

/// <summary>Returns several leases, all of them even if one fails: in checked mode, a return throws if it finds that the buffer was overrun.</summary>
internal struct LeaseReturns
{
    /// <summary>The first failure, or null.</summary>
    private ExceptionDispatchInfo? _failure;

    internal void Add(ByteLease lease)
    {
        try
        {
            lease.Return();
        }
#pragma warning disable CA1031 // Whatever it is, it is rethrown once all leases are returned.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failure ??= ExceptionDispatchInfo.Capture(failure);
        }
    }

    internal readonly void ThrowIfAnyFailed() => _failure?.Throw();
}
