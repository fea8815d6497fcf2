namespace Tidepool.AspNetCore.Tests;

/// <summary>Waits for the effects of other threads.</summary>
internal static class Poll
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Returns as soon as the condition holds; fails with a message if it never does.</summary>
    internal static async Task UntilAsync(Func<bool> condition, Func<string> failure)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(s_deadline);
        while (!condition())
        {
            Assert.False(deadline.IsCancellationRequested, failure());
            await Task.Delay(s_pause, TestContext.Current.CancellationToken);
        }
    }
}
