using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;

namespace Tidepool.TestProgram.Hosts;

/// <summary>The first use of a pool on one thread, while another thread is inside the callback of a listener that uses a pool for the first time
/// as well.</summary>
internal static class FirstUse
{
    private static readonly ManualResetEventSlim s_isInCallback = new();
    private static readonly Lock s_listenersOwn = new();

    private static Action s_use = static () => { };
    private static Thread? s_user;
    private static int s_heard;

    internal static int Run(string listener, string pool)
    {
        // When the first timer is set, the runtime creates an event source of its own under the lock of its timers. If a listener is notified of other sources
        // meanwhile and sets a timer in its callback, as a pool does, the runtime deadlocks, with or without a pool. So the first timer is set here.
        using (new Timer(static _ => { }, null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan))
        {
        }

        s_use = pool switch
        {
            "shared" => static () => BytePool.Shared.Rent(1_000).Return(),
            "own" => static () => Own(),
            _ => static () => OfType.Pool.Rent(1_000).Return(),
        };
        s_user = new Thread(static () =>
        {
            s_isInCallback.Wait();
            s_use();
        });
        s_user.Start();
        if (listener == "events")
        {
            using Events events = new();
            s_user.Join();
        }
        else
        {
            ListenToMeters();
        }

        s_use();
        Console.WriteLine($"heard: {(s_heard > 0 ? "yes" : "no")}");
        return 0;
    }

    private static void Own()
    {
        using BytePool pool = new(new BytePoolOptions { Name = "own" });
        pool.Rent(1_000).Return();
    }

    /// <summary>Lets the other thread start, and uses a pool once that thread waits for a lock held here, or has ended.</summary>
    private static void UseInCallback()
    {
        if (Interlocked.Increment(ref s_heard) > 1)
        {
            return;
        }

        s_isInCallback.Set();
        while (s_user!.IsAlive && !s_user.ThreadState.HasFlag(ThreadState.WaitSleepJoin))
        {
            Thread.Yield();
        }

        Thread.Sleep(50);
        s_use();
    }

    /// <summary>A listener with a lock of its own, which it holds in its callback for every instrument, the host's first one as well as
    /// Tidepool's.</summary>
    private static void ListenToMeters()
    {
        using MeterListener listener = new()
        {
            InstrumentPublished = static (instrument, _) =>
            {
                lock (s_listenersOwn)
                {
                    if (instrument.Meter.Name == "host")
                    {
                        UseInCallback();
                    }
                }
            },
        };
        listener.Start();
        using Meter meter = new("host");
        meter.CreateCounter<int>("requests");
        s_user!.Join();
    }

    private static class OfType
    {
        internal static readonly BytePool Pool = new(new BytePoolOptions { Name = "static" });
    }

    /// <summary>Called under the lock of all listeners, for each event source that exists.</summary>
    private sealed class Events : EventListener
    {
        protected override void OnEventSourceCreated(EventSource eventSource) => UseInCallback();
    }
}
