
namespace Tidepool.Tracking;

/// <content>Converting leases to others.</content>
internal sealed partial class TrackedBucket
{
    /// <summary>Ends a lease and makes a new one of its buffer.</summary>
    /// <param name="slot">The slot of the lease that ends.</param>
    /// <param name="buffer">Its buffer.</param>
    /// <param name="length">How many of its first bytes the new lease has.</param>
    /// <returns>The slot of the new lease; null if the old one has ended already. In that case, and if this throws, nothing has changed.</returns>
    internal TrackedSlot? TryHandOn(TrackedSlot slot, TrackedBuffer buffer, int length)
    {
        using (_gate.Hold())
        {
            TrackedSlot next = new(this, buffer, slot.Asked, length, slot.Rented);
            bool isHandedOn = false;
            try
            {
                Remember(next);
                isHandedOn = slot.TryEnd();
            }
            finally
            {
                if (!isHandedOn)
                {
                    next.Settle();
                    Forget(next.Id);
                }
            }

            if (!isHandedOn)
            {
                return null;
            }

            Forget(slot.Id);
            _requested -= slot.Length - length;
            buffer.Shorten(length);
            return next;
        }
    }
}
