using System.Diagnostics;
using System.Globalization;
using Tidepool.Tool.Recording;

namespace Tidepool.Tool.Tests;

/// <summary>Measures what being examined costs a program. Not a test: it runs only when it is asked for, and prints a table.</summary>
public class ExaminationCost
{
    private const int Rounds = 3;
    private const int Seconds = 3;

    private static readonly (string Name, EventSelection? Events)[] s_ways =
    [
        ("not examined", null),
        ("pauses: events of collections", EventSelection.Pauses),
        ("allocations: samples and stacks", EventSelection.Allocations),
        ("lifetimes: and what survives", EventSelection.Lifetimes),
    ];

    /// <summary>In turns, each round another order; a program that does nothing but allocate, and its rounds per second.</summary>
    [Fact(Explicit = true)]
    public async Task Measure()
    {
        Dictionary<string, List<double>> speeds = s_ways.ToDictionary(static way => way.Name, static _ => new List<double>());
        for (int round = 0; round < Rounds; round++)
        {
            for (int turn = 0; turn < s_ways.Length; turn++)
            {
                (string name, EventSelection? events) = s_ways[(round + turn) % s_ways.Length];
                speeds[name].Add(await SpeedAsync(events));
            }
        }

        double alone = Median(speeds[s_ways[0].Name]);
        ITestOutputHelper output = TestContext.Current.TestOutputHelper!;
        foreach ((string name, List<double> found) in speeds)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {name} | {Median(found) / alone:0.00} | {found.Min() / alone:0.00}–{found.Max() / alone:0.00} |"));
        }
    }

    /// <returns>Rounds per second, from one second after the program's start on.</returns>
    private static async Task<double> SpeedAsync(EventSelection? events)
    {
        ProcessStartInfo start = new(ToolRun.DotnetHost, ["exec", ToolRun.WorkloadProgram, "busy", $"{Seconds}"]) { RedirectStandardOutput = true };
        using Process program = Process.Start(start)!;
        Task<string> output = program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (events is not null)
        {
            while ((await ToolRun.OfAsync("ps")).Output.Contains($" {program.Id} ", StringComparison.Ordinal) is false)
            {
                Assert.False(program.HasExited);
            }

            using LiveTarget target = LiveTarget.ById(program.Id);
            using TraceStore store = TraceStore.In(null);
            await new Recorder(target, store, TimeProvider.System).RecordAsync(events, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        }

        string line = (await output).Split('\n').Single(static line => line.StartsWith("rounds per second: ", StringComparison.Ordinal));
        return double.Parse(line.Split(": ")[1], CultureInfo.InvariantCulture);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
