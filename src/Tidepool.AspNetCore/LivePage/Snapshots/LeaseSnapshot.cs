namespace Tidepool.AspNetCore.LivePage.Snapshots;

/// <summary>A lease that is out.</summary>
/// <param name="Id">Identifies the lease.</param>
/// <param name="BucketSize">The size of its bucket in bytes; 0 if it belongs to none.</param>
/// <param name="Length">The number of bytes requested.</param>
/// <param name="AgeSeconds">Seconds since it was rented.</param>
/// <param name="ThreadId">The managed id of the thread that rented it.</param>
/// <param name="CallSite">The method that rented it; null if the stack doesn't show it.</param>
/// <param name="Stack">The calls that led there, the innermost first.</param>
internal sealed record LeaseSnapshot(long Id, int BucketSize, int Length, double AgeSeconds, int ThreadId, string? CallSite, IReadOnlyList<string> Stack)
{
    internal static LeaseSnapshot Blank { get; } = new(0, 0, 0, 0, 0, null, []);
}
