using System.Runtime.ExceptionServices;

namespace Tidepool.Tests.Concurrency;

/// <summary>Another thread, which runs one job at a time on request and lives until disposed. For steps in a fixed order across threads.</summary>
internal sealed class Colleague : IDisposable
{
    private readonly SemaphoreSlim _asked = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private readonly Thread _thread;
    private Action? _job;
    private ExceptionDispatchInfo? _error;

    internal Colleague()
    {
        _thread = new Thread(Work) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Runs the job on the other thread and waits until it is done.</summary>
    internal void Do(Action job)
    {
        _job = job;
        _asked.Release();
        Watchdog.Wait(_done, "another thread has done its job");
        _job = null;
        _error?.Throw();
    }

    /// <summary>Ends the thread, and waits until it has ended.</summary>
    public void Dispose()
    {
        _job = null;
        _asked.Release();
        Watchdog.Join(_thread, "an idle thread ends");
        _asked.Dispose();
        _done.Dispose();
    }

    private void Work()
    {
        while (true)
        {
            _asked.Wait();
            if (_job is null)
            {
                return;
            }

            try
            {
                _job();
            }
            catch (Exception error)
            {
                _error = ExceptionDispatchInfo.Capture(error);
            }

            _done.Release();
        }
    }
}
