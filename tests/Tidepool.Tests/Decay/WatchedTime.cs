using Microsoft.Extensions.Time.Testing;

namespace Tidepool.Tests.Decay;

/// <summary>A clock that the test moves and that knows how many timers are armed.</summary>
internal sealed class WatchedTime : FakeTimeProvider
{
    private int _created;
    private int _armed;
    private int _disposed;

    internal int Created => Volatile.Read(ref _created);

    internal int Disposed => Volatile.Read(ref _disposed);

    internal int Armed => Volatile.Read(ref _armed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Assert.Equal((Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan), (dueTime, period));
        Interlocked.Increment(ref _created);
        WatchedTimer timer = new(this);
        timer.Inner = base.CreateTimer(
            inner =>
            {
                timer.SetArmed(false);
                callback(inner);
            },
            state,
            dueTime,
            period);
        return timer;
    }

    private sealed class WatchedTimer(WatchedTime time) : ITimer
    {
        private int _isArmed;

        internal ITimer Inner { private get; set; } = null!;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(Timeout.InfiniteTimeSpan, period);
            SetArmed(dueTime != Timeout.InfiniteTimeSpan);
            bool isSet = Inner.Change(dueTime, period);
            if (!isSet)
            {
                // It has been disposed meanwhile.
                SetArmed(false);
            }

            return isSet;
        }

        public void Dispose()
        {
            Interlocked.Increment(ref time._disposed);
            Inner.Dispose();
            SetArmed(false);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal void SetArmed(bool isArmed)
        {
            int now = isArmed ? 1 : 0;
            Interlocked.Add(ref time._armed, now - Interlocked.Exchange(ref _isArmed, now));
        }
    }
}
