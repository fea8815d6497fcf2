using System.Runtime.ExceptionServices;

namespace Tidepool.Tests;

/// <summary>Runs code on a new thread, waits for it, and rethrows its exception on the caller's thread.</summary>
internal static class OtherThread
{
    internal static void Run(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        Watchdog.Join(thread, "the code on another thread ends");
        failure?.Throw();
    }

    internal static T Run<T>(Func<T> function)
    {
        T result = default!;
        Run(() => { result = function(); });
        return result;
    }
}
