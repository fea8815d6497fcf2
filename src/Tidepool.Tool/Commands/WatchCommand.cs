using System.CommandLine;
using System.Runtime.CompilerServices;
using Spectre.Console;
using Tidepool.Tool.Recording;
using Tidepool.Tool.Reports;
using Tidepool.Tool.Watching;

namespace Tidepool.Tool.Commands;

/// <summary>The command <c>watch</c>: the pools of a process, live.</summary>
internal static class WatchCommand
{
    private const int LongestInterval = 60;

    internal static Command Create(IAnsiConsole console, TimeProvider time)
    {
        Argument<int> processId = new("process-id") { Description = "A process that uses Tidepool; `tidepool ps` lists them." };
        Option<int> interval = new("--interval") { Description = $"Seconds between two readings, 1 to {LongestInterval}.", DefaultValueFactory = static _ => 1 };
        interval.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= 1 and <= LongestInterval))
            {
                result.AddError($"--interval must be from 1 to {LongestInterval} seconds.");
            }
        });
        Option<int?> count = new("--count") { Description = "Ends after so many readings. By default it goes on until Ctrl-C, or until the process ends." };
        count.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int?>() < 1)
            {
                result.AddError("--count must be 1 or more.");
            }
        });
        Option<TimeSpan?> duration = new("--duration") { Description = "Ends after this time, as 00:01:00." };
        duration.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<TimeSpan?>() is { } value && (value < TimeSpan.FromSeconds(1) || value > TimeSpan.FromDays(1)))
            {
                result.AddError("--duration must be from 00:00:01 to 1.00:00:00.");
            }
        });

        Command command = new("watch", "Shows the pools of a process that uses Tidepool: sizes, hit rates, bytes, waiters, refused rents, dropped leases, misuse.") { processId, interval, count, duration };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using LiveTarget target = LiveTarget.ById(parsed.GetValue(processId));
            using CancellationTokenSource end = parsed.GetValue(duration) is { } length ? new CancellationTokenSource(length, time) : new CancellationTokenSource();
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
            int seconds = parsed.GetValue(interval);
            IAsyncEnumerable<PoolsNews> news = PoolsFeed.OfAsync(target, seconds, time, either.Token);
            int readings = await new WatchReport(console, target.Name, seconds).ShowAsync(UntilAsync(news, parsed.GetValue(count), either.Token));
            if (!either.IsCancellationRequested && readings != parsed.GetValue(count))
            {
                // The news ended by itself.
                await target.WaitForEndAsync(time);
            }

            if (target.HasEnded)
            {
                console.WriteLine($"{target.Name} has ended.");
            }
            else if (readings == 0)
            {
                throw new ToolException($"{target.Name} sent no reading of its pools in this time: watch it longer than the interval, which is {seconds} s.");
            }

            return ToolCommand.Success;
        });
        return command;
    }

    /// <summary>The news up to so many readings, or until the user or the time ends them.</summary>
    private static async IAsyncEnumerable<PoolsNews> UntilAsync(IAsyncEnumerable<PoolsNews> news, int? count, [EnumeratorCancellation] CancellationToken cancellationToken)
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
            // That is how one ends to watch.
            return false;
        }
    }
}
