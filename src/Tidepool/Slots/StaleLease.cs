using Tidepool.Diagnosis;

namespace Tidepool.Slots;

/// <summary>The error for a caller that uses a lease that has been returned, or returns it again.</summary>
internal static class StaleLease
{
    /// <summary>Reports the misuse, and describes it.</summary>
    /// <param name="slot">The lease's slot.</param>
    /// <param name="lease">The lease's generation.</param>
    /// <param name="kind">Whether it was returned again, or used.</param>
    /// <param name="handle">The caller's kind of handle, with its article.</param>
    internal static BufferAlreadyReturnedException Error(Slot slot, long lease, MisuseKind kind, string handle)
    {
        Bucket bucket = slot.Bucket;
        long since = Generation.Rents(Volatile.Read(ref slot.Generation)) - Generation.Rents(lease);
        bucket.ReportStale(kind, since == 0 ? slot.Length : null);
        string size = bucket.BufferSize > 0 ? $"bucket {bucket.BufferSize:N0}" : "unpooled";
        string place = bucket.Pool.Name is { } name ? $"({size}, pool \"{name}\")" : $"({size})";
        string misuse = kind == MisuseKind.ReturnedTwice ? "returned again" : "used";
        string what = since == 0
            ? $"A{handle[1..]} of {Quantity.Bytes(slot.Length)} {place} was {misuse} after its return; its buffer has not been rented since."
            : $"A{handle[1..]} {place} was {misuse} after its return; its buffer has been rented {(since == 1 ? "once" : $"{since:N0} times")} since.";
        return new BufferAlreadyReturnedException(
            $"{what} Return {handle} once, from a single owner, and don't use any copy of it afterwards. TIDEPOOL_MODE=checked shows who returned it.");
    }
}
