using System.Globalization;
using Tidepool.Tool.Workloads;

// Examined by the tests as a process of its own: it allocates in known proportions for so many seconds, or uses pools in known ways.
if (args is not [string name, string seconds])
{
    await Console.Error.WriteLineAsync($"Usage: {string.Join(" | ", Workload.All.Select(static known => known.Name))} | {PoolUser.Name} SECONDS");
    return 2;
}

TimeSpan time = TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture));
if (name == PoolUser.Name)
{
    using PoolUser user = new();
    user.RunFor(time);
    return 0;
}

WorkDone done = Workload.Named(name).RunFor(time);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"allocated per round: {done.BytesPerRound}"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"rounds per second: {done.RoundsPerSecond}"));
return 0;
