using System.CommandLine;
using System.Runtime.CompilerServices;
using Spectre.Console;
using Tidepool.Tool.Recording;
using Tidepool.Tool.Reports;
using Tidepool.Tool.Watching;

namespace Tidepool.Tool.Commands;

/// <summary>The command <c>watch</c>, which shows the pools of a process live.</summary>
internal static class WatchCommand
{
    private const int DefaultInterval = 1;
    private const int LongestInterval = 60;

    internal static Command Create(IAnsiConsole console, TimeProvider time)
    {
        Argument<int> processId = CheckedText.ProcessId("process-id", "The id of a process that uses Tidepool; `tidepool ps` lists them.");
        Option<int?> interval = CheckedText.Whole("--interval", $"Seconds between readings, from 1 to {LongestInterval}; {DefaultInterval} by default.", 1,
            LongestInterval, "5");
        Option<int?> count = CheckedText.Whole("--count", "Ends after this many readings. By default, it goes on until Ctrl-C, or until the process ends.", 1,
            int.MaxValue, "10");
        Option<TimeSpan?> duration = CheckedText.Time("--duration", "Ends after this time, such as 00:01:00.", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1),
            "00:01:00");

        Command command = new("watch", "Shows the pools of a process that uses Tidepool: sizes, hit rates, bytes, waiters, refused rents, dropped leases and "
            + "misuse.") { processId, interval, count, duration };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using LiveTarget target = LiveTarget.ById(parsed.GetValue(processId), time);
            using CancellationTokenSource end = parsed.GetValue(duration) is { } length ? new CancellationTokenSource(length, time)
                : new CancellationTokenSource();
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
            int seconds = parsed.GetValue(interval) ?? DefaultInterval;
            IAsyncEnumerable<PoolsNews> news = PoolsFeed.OfAsync(target, seconds, time, either.Token);
            int readings = await new WatchReport(console, target.Name, seconds).ShowAsync(UntilAsync(news, parsed.GetValue(count), either.Token));
            if (!either.IsCancellationRequested && readings != parsed.GetValue(count))
            {
                // The feed ended before the user stopped it.
                await target.WaitForEndAsync();
            }

            if (target.HasEnded)
            {
                console.WriteLine($"{target.Name} has ended.");
            }
            else if (readings == 0)
            {
                throw new ToolException($"{target.Name} reported no pool in this time. Either it has none, which `tidepool ps` may show, or the time was too "
                    + $"short for a reading, which takes {seconds} s.");
            }

            return ToolCommand.Success;
        });
        return command;
    }

    /// <summary>The news until the given number of readings, or until cancelled.</summary>
    private static async IAsyncEnumerable<PoolsNews> UntilAsync(IAsyncEnumerable<PoolsNews> news, int? count,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int readings = 0;
        await using IAsyncEnumerator<PoolsNews> each = news.GetAsyncEnumerator(cancellationToken);
        while (await HasNextAsync(each, cancellationToken))
        {
            yield return each.Current;
            readings += each.Current is PoolsReading ? 1 : 0;
            if (readings == count)
            {
                break;
            }
        }
    }

    private static async Task<bool> HasNextAsync(IAsyncEnumerator<PoolsNews> each, CancellationToken cancellationToken)
    {
        try
        {
            return await each.MoveNextAsync();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Cancelling is the normal way to stop watching.
            return false;
        }
    }
}
