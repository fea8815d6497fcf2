using System.Runtime.InteropServices;

namespace Tidepool.Tracking;

/// <content>The leases that are out.</content>
internal sealed partial class TrackedBucket
{
    /// <summary>The leases that are out, by id. The handles are weak, so that a dropped lease is collected, and thereby found. Not a weak table, which would be
    /// finalized too: a finalizer that returns a lease may run after that.</summary>
    private readonly Dictionary<long, WeakGCHandle<TrackedSlot>> _out = [];

    internal List<TrackedSlot> GetOutstanding()
    {
        using (_gate.Hold())
        {
            List<TrackedSlot> slots = new(_out.Count);
            foreach (WeakGCHandle<TrackedSlot> handle in _out.Values)
            {
                if (handle.TryGetTarget(out TrackedSlot? slot) && slot.IsOut)
                {
                    slots.Add(slot);
                }
            }

            return slots;
        }
    }

    private void Remember(TrackedSlot slot)
    {
        WeakGCHandle<TrackedSlot> handle = new(slot, trackResurrection: true);
        try
        {
            _out.Add(slot.Id, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private void Forget(long id)
    {
        if (_out.Remove(id, out WeakGCHandle<TrackedSlot> handle))
        {
            handle.Dispose();
        }
    }
}
