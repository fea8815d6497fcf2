using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Tidepool.Tool.Recording;
using Tidepool.Tool.Workloads;

namespace Tidepool.Tool.Tests;

/// <summary>Measures what being examined costs a program. Not a test: it runs only when it is asked for, and prints a table.</summary>
public class ExaminationCost
{
    private const string Busy = "busy";
    private const int Rounds = 9;
    private const int Seconds = 4;

    private static readonly double s_bytesPerRound = Workload.Named(Busy).Portions.Sum(static portion => portion.Bytes);

    private static readonly (string Name, EventSelection? Events)[] s_ways =
    [
        ("not examined", null),
        ("pauses: events of collections", EventSelection.Pauses),
        ("allocations: samples and stacks", EventSelection.Allocations),
        ("lifetimes: and what survives", EventSelection.Lifetimes),
    ];

    /// <summary>In turns, each round another order; a program that does nothing but allocate, and its rounds per second against those of the same round when it is not examined.</summary>
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

        List<double> alone = speeds[s_ways[0].Name];
        ITestOutputHelper output = TestContext.Current.TestOutputHelper!;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{alone.Order().ElementAt(Rounds / 2) * s_bytesPerRound / 1e9:0.0} GB/s, {RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} processors"));
        foreach ((string name, List<double> found) in speeds)
        {
            double[] ratios = [.. found.Zip(alone, static (one, other) => one / other).Order()];
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {ratios[Rounds / 2]:0.00} | {ratios[0]:0.00}–{ratios[^1]:0.00} |"));
        }
    }

    /// <returns>Rounds per second, from one second after the program's start on.</returns>
    private static async Task<double> SpeedAsync(EventSelection? events)
    {
        ProcessStartInfo start = new(ToolRun.DotnetHost, ["exec", ToolRun.WorkloadProgram, Busy, $"{Seconds}"]) { RedirectStandardOutput = true };
        using Process program = Process.Start(start)!;
        Assert.Equal(RunningTime.Ready, await program.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        Task<string> output = program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (events is not null)
        {
            using LiveTarget target = LiveTarget.ById(program.Id);
            using TraceStore store = TraceStore.In(null);
            await new Recorder(target, store, TimeProvider.System).RecordAsync(events, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        }

        string line = (await output).Split('\n').Single(static line => line.StartsWith("rounds per second: ", StringComparison.Ordinal));
        return double.Parse(line.Split(": ")[1], CultureInfo.InvariantCulture);
    }
}
