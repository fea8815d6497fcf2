namespace Tidepool.Tests;

/// <summary>Waits that end: no time is measured by them, they only turn a hang into a report of what was waited for.</summary>
internal static class Watchdog
{
    /// <summary>Far more than anything takes here, on a machine under ten times the load.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Waits until the condition holds.</summary>
    /// <param name="what">What is waited for, for the report.</param>
    /// <param name="condition">Looked at again and again.</param>
    internal static void Until(string what, Func<bool> condition)
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < Limit, Report(what));
            Thread.Sleep(1);
        }
    }

    /// <summary>Waits until the thread has ended.</summary>
    internal static void Join(Thread thread, string what) => Assert.True(thread.Join(Limit), Report(what));

    /// <summary>Waits until the task has ended, and throws what it threw.</summary>
    internal static async Task<T> EndOf<T>(Task<T> task, string what)
    {
        await Task.WhenAny(task, Task.Delay(Limit, TestContext.Current.CancellationToken));
        Assert.True(task.IsCompleted, Report(what));
        return await task;
    }

    private static string Report(string what) => $"Waited in vain for {Limit:g} until {what}.";
}
