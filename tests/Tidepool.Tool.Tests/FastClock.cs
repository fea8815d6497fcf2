using Microsoft.Extensions.Time.Testing;

namespace Tidepool.Tool.Tests;

/// <summary>A clock that is stopped until a test advances it, to reach timeouts without waiting for them.</summary>
internal sealed class FastClock : FakeTimeProvider
{
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_stepTakes = TimeSpan.FromMilliseconds(10);

    /// <summary>Lets time pass until the work is done.</summary>
    internal async Task<T> PassUntilAsync<T>(Task<T> work)
    {
        while (!work.IsCompleted)
        {
            Advance(s_step);
            await Task.Delay(s_stepTakes, TestContext.Current.CancellationToken);
        }

        return await work;
    }
}
