using Microsoft.Extensions.Time.Testing;

namespace Tidepool.AspNetCore.Tests.LivePage;

/// <summary>Time that passes only on request, and counts the timers waiting for it.</summary>
internal sealed class CountedTime : FakeTimeProvider
{
    private int _timers;

    internal int Timers => Volatile.Read(ref _timers);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Increment(ref _timers);
        return new CountedTimer(base.CreateTimer(callback, state, dueTime, period), this);
    }

    private sealed class CountedTimer(ITimer timer, CountedTime time) : ITimer
    {
        private bool _isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            timer.Dispose();
            if (!Interlocked.Exchange(ref _isDisposed, true))
            {
                Interlocked.Decrement(ref time._timers);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
