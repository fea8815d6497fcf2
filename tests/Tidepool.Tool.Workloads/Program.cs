using System.Globalization;
using Tidepool.Tool.Workloads;

// The tests examine this program as a separate process: it allocates in known proportions, or uses pools in known ways.
if (args is not [string name, string time])
{
    await Console.Error.WriteLineAsync($"Usage: {string.Join(" | ", Workload.All.Select(static known => known.Name))} | {PoolUser.Name} | {Launcher.Name} "
        + $"SECONDS | {RunningTime.UntilInputEnds}");
    return 2;
}

if (name == PoolUser.Name)
{
    using CancellationTokenSource userEnd = RunningTime.Of(time, static () => { });
    using PoolUser user = new();
    user.RunUntil(userEnd.Token);
    return 0;
}

if (name == Launcher.Name)
{
    return await Launcher.RunAsync(time);
}

Workload workload = Workload.Named(name);
using CancellationTokenSource end = RunningTime.Of(time, () => Console.WriteLine(Progress.Of(workload).ToLine()));
WorkDone done = workload.RunUntil(end.Token);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"allocated per round: {done.BytesPerRound}"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"rounds per second: {done.RoundsPerSecond}"));
return 0;
