using System.Globalization;
using System.Runtime.InteropServices;
using Tidepool.Tool.Recording;

namespace Tidepool.Tool.Tests;

/// <summary>Measures what being examined costs a program. Not a test: runs only on request, and prints a table.</summary>
/// <remarks>All measurements use one process: two processes of the same program differ more in speed than the examination costs.</remarks>
public class ExaminationCost
{
    private const int Turns = 12;

    /// <summary>How long each rate is measured.</summary>
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(1.5);

    /// <summary>The time between the start or end of a recording and the next window.</summary>
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan s_recording = s_settling + s_window + s_settling;

    private static readonly (string Name, EventSelection Events)[] s_ways =
    [
        ("pauses: events of collections", EventSelection.Pauses),
        ("allocations: samples and stacks", EventSelection.Allocations),
        ("lifetimes: and what survives", EventSelection.Lifetimes),
    ];

    /// <summary>Records a program that does nothing but allocate, with each selection of events in turn. Its rate during each recording is compared with the
    /// mean of the rates before and after it.</summary>
    [Fact(Explicit = true)]
    public async Task Measure()
    {
        using WorkloadProcess program = await WorkloadProcess.StartAsync("busy");
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        ExaminationWindow before = await WindowAsync(program);
        List<ExaminationWindow> alone = [before];
        Dictionary<string, List<ExaminationRatio>> found = s_ways.ToDictionary(static way => way.Name, static _ => new List<ExaminationRatio>());
        for (int turn = 0; turn < Turns; turn++)
        {
            for (int way = 0; way < s_ways.Length; way++)
            {
                (string name, EventSelection events) = s_ways[(turn + way) % s_ways.Length];
                (ExaminationWindow during, double traceBytesPerSecond) = await RecordedWindowAsync(program, events);
                await Task.Delay(s_settling, TestContext.Current.CancellationToken);
                ExaminationWindow after = await WindowAsync(program);
                found[name].Add(ExaminationRatio.Of(before, during, after, traceBytesPerSecond));
                alone.Add(after);
                before = after;
            }
        }

        Print(alone, found);
    }

    private static void Print(List<ExaminationWindow> alone, Dictionary<string, List<ExaminationRatio>> found)
    {
        ITestOutputHelper output = TestContext.Current.TestOutputHelper!;
        double gigabytesPerSecond = Median(alone.Select(static window => window.BytesPerSecond / 1e9));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} processors, "
            + $"{Turns} turns"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"alone: {Range(alone.Select(static window => window.BytesPerSecond / 1e9), "0.00")} "
            + $"GB/s, paused {Range(alone.Select(static window => window.PausedShare * 100), "0.00")} %"));
        foreach ((string name, List<ExaminationRatio> ratios) in found)
        {
            double secondsPerGigabyte = ((1 / Median(ratios.Select(static ratio => ratio.Speed))) - 1) / gigabytesPerSecond;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {Range(ratios.Select(static ratio => ratio.Speed), "0.000")} | {Range(ratios.Select(static ratio => ratio.Paused), "0.00")} | "
                    + $"{Range(ratios.Select(static ratio => ratio.TraceBytesPerSecond / 1e6), "0.00")} MB/s | {secondsPerGigabyte * 1e3:0} ms per GB "
                        + $"allocated |"));
        }
    }

    private static async Task<ExaminationWindow> WindowAsync(WorkloadProcess program)
    {
        Workloads.Progress begin = await program.ProgressAsync();
        await Task.Delay(s_window, TestContext.Current.CancellationToken);
        return ExaminationWindow.Between(begin, await program.ProgressAsync());
    }

    private static async Task<(ExaminationWindow Window, double TraceBytesPerSecond)> RecordedWindowAsync(WorkloadProcess program, EventSelection events)
    {
        using LiveTarget target = LiveTarget.ById(program.Id, TimeProvider.System);
        using TraceStore store = TraceStore.In(null);
        Task<FileInfo> recording = new Recorder(target, store, TimeProvider.System).RecordAsync(events, s_recording, TestContext.Current.CancellationToken);
        await Task.Delay(s_settling, TestContext.Current.CancellationToken);
        ExaminationWindow during = await WindowAsync(program);
        Assert.False(recording.IsCompleted, "The window was longer than the recording.");
        FileInfo trace = await recording;
        trace.Refresh();
        return (during, trace.Length / s_recording.TotalSeconds);
    }

    private static string Range(IEnumerable<double> values, string format)
    {
        double[] sorted = [.. values.Order()];
        return string.Create(CultureInfo.InvariantCulture, $"{Median(sorted).ToString(format, CultureInfo.InvariantCulture)} "
            + $"({sorted[0].ToString(format, CultureInfo.InvariantCulture)}–{sorted[^1].ToString(format, CultureInfo.InvariantCulture)})");
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
