namespace Tidepool.Tool.Tests;

/// <summary>A clock that goes thirty times as fast, for those whose patience is to be tried.</summary>
internal sealed class HastyTime : TimeProvider
{
    private const int Haste = 30;

    public override long GetTimestamp() => System.GetTimestamp() * Haste;

    public override long TimestampFrequency => System.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, Hasten(dueTime), Hasten(period));

    private static TimeSpan Hasten(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / Haste;
}
