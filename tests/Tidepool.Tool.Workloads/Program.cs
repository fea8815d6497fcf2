using System.Globalization;
using Tidepool.Tool.Workloads;

// Examined by the tests as a process of its own: it allocates in known proportions for so many seconds.
if (args is not [string name, string seconds] || Workload.Find(name) is not { } workload)
{
    await Console.Error.WriteLineAsync($"Usage: {string.Join(" | ", Workload.All.Select(static known => known.Name))} SECONDS");
    return 2;
}

double perRound = workload.RunFor(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"allocated per round: {perRound}"));
return 0;
