namespace Tidepool.AspNetCore.LivePage.Snapshots;

/// <summary>A lease that is out.</summary>
/// <param name="Id">Tells the leases apart.</param>
/// <param name="BucketSize">Bytes of its buffer; 0 where it is of no bucket.</param>
/// <param name="Length">Bytes asked for.</param>
/// <param name="AgeSeconds">Seconds since it was rented.</param>
/// <param name="ThreadId">The managed id of the thread that rented it.</param>
/// <param name="CallSite">The method that rented it; null where the stack doesn't tell.</param>
/// <param name="Stack">The calls that led there, the innermost first.</param>
internal sealed record LeaseSnapshot(long Id, int BucketSize, int Length, double AgeSeconds, int ThreadId, string? CallSite, IReadOnlyList<string> Stack)
{
    internal static LeaseSnapshot Blank { get; } = new(0, 0, 0, 0, 0, null, []);
}
