using Tidepool.Slots;

namespace Tidepool.Tracking;

/// <content>Leases that are handed on.</content>
internal sealed partial class TrackedBucket
{
    /// <summary>Makes another lease of what one holds, and ends that one.</summary>
    /// <param name="slot">The lease's, whose end this is.</param>
    /// <param name="buffer">What it holds.</param>
    /// <param name="length">The first so many bytes of it are the other's.</param>
    /// <returns>The other's slot; null when the lease has ended already. Nothing has changed then, or when it throws.</returns>
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
