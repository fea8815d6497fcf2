using System.Runtime.CompilerServices;

namespace Tidepool.Diagnosis;

/// <summary>A clock from the options that isn't the system's. The pool only uses it to measure: if it throws, or uses pools itself, it shows
/// what it showed last.</summary>
/// <remarks>So it can't fail a rent that has succeeded, end the process from a finalizer, or read itself recursively.</remarks>
internal sealed class PoolClock : TimeProvider
{
    /// <summary>Whether the running thread is reading an application's clock.</summary>
    [ThreadStatic]
    private static bool t_isAsking;

    private readonly TimeProvider _time;
    private long _last;
    private int _hasFailed;

    private PoolClock(TimeProvider time)
    {
        _time = time;
        TimestampFrequency = time.TimestampFrequency;
        if (TimestampFrequency <= 0)
        {
            throw new BytePoolOptionsError(
                nameof(BytePoolOptions.TimeProvider),
                time,
                $"must have a {nameof(TimestampFrequency)} above 0, the number of its ticks in a second, and it is {TimestampFrequency:N0}").ToException();
        }
    }

    /// <inheritdoc/>
    public override long TimestampFrequency { get; }

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => _time.LocalTimeZone;

    /// <exception cref="ArgumentOutOfRangeException">The clock's frequency isn't above 0.</exception>
    internal static TimeProvider For(TimeProvider time) => ReferenceEquals(time, System) ? time : new PoolClock(time);

    /// <summary>The time since a timestamp; 0 if the clock has been set back further than that, as the clock of a test may be.</summary>
    internal static TimeSpan Since(TimeProvider time, long timestamp) => Between(time, timestamp, time.GetTimestamp());

    /// <summary>The time from one timestamp to another; 0 if the other is the earlier one.</summary>
    internal static TimeSpan Between(TimeProvider time, long timestamp, long now)
    {
        TimeSpan elapsed = time.GetElapsedTime(timestamp, now);
        return elapsed < TimeSpan.Zero ? TimeSpan.Zero : elapsed;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long GetTimestamp()
    {
        if (t_isAsking)
        {
            return Interlocked.Read(ref _last);
        }

        t_isAsking = true;
        try
        {
            long now = _time.GetTimestamp();
            Interlocked.Exchange(ref _last, now);
            return now;
        }
#pragma warning disable CA1031 // It is reported once. A clock that has failed will fail again, which must not fail the caller's rent.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            if (Interlocked.Exchange(ref _hasFailed, 1) == 0)
            {
                Unattended.Report(
                    $"{nameof(BytePoolOptions)}.{nameof(BytePoolOptions.TimeProvider)} failed; time stands still for the pool whenever it does",
                    failure);
            }

            return Interlocked.Read(ref _last);
        }
        finally
        {
            t_isAsking = false;
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _time.GetUtcNow();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _time.CreateTimer(callback, state, dueTime, period);
}
