using System.Collections.Concurrent;
using Tidepool.Tool.Recording;
using Tidepool.Tool.Tests;

[assembly: AssemblyFixture(typeof(Examinations))]

namespace Tidepool.Tool.Tests;

/// <summary>Examines each workload once, for all tests that use it.</summary>
/// <remarks>Any pause counts as a problem here, since the machine decides whether there are long ones.</remarks>
public sealed class Examinations : IDisposable
{
    internal static readonly string[] AnyPause = ["--max-pause-share", "0"];

    /// <summary>A recording of this length is judged even if the program has ended.</summary>
    internal static readonly TimeSpan Enough = TimeSpan.FromSeconds(2.5);

    private readonly ConcurrentDictionary<string, Lazy<Task<ToolRun>>> _runs = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<ToolRun>>> _sureRuns = new();
    private readonly TemporaryFolder _folder = new();

    internal Task<ToolRun> OfAsync(string workload) => _runs.GetOrAdd(workload, name => new Lazy<Task<ToolRun>>(() => ExamineAsync(name))).Value;

    /// <summary>Examines for longer if chance would allow more than the limits. On a machine that is too busy, even that may not be enough.</summary>
    internal Task<ToolRun> SurelyOfAsync(string workload) =>
        _sureRuns.GetOrAdd(workload, name => new Lazy<Task<ToolRun>>(() => ExamineSurelyAsync(name))).Value;

    /// <summary>The recorded traces of a workload.</summary>
    internal async Task<string[]> TracesOfAsync(string workload)
    {
        await OfAsync(workload);
        return [.. new DirectoryInfo(_folder.Of(workload)).GetFiles("*.nettrace").Select(static file => file.FullName).Order()];
    }

    public void Dispose() => _folder.Dispose();

    private async Task<ToolRun> ExamineSurelyAsync(string workload)
    {
        ToolRun run = await OfAsync(workload);
        return new Truth(workload).IsSure(run.Report!) ? run : await ToolRun.JudgeAsync(workload, EventSelection.Allocations, TimeSpan.FromSeconds(15));
    }

    private async Task<ToolRun> ExamineAsync(string workload)
    {
        string[] lifetimes = workload is "held" or "queue" ? ["--lifetimes"] : [];
        ToolRun run = await ToolRun.ExamineAsync(workload, [.. AnyPause, .. lifetimes, "--save-trace", _folder.Of(workload), "--duration", "00:00:05"]);
        if (run.Output.Contains("too-little-seen", StringComparison.Ordinal))
        {
            // The machine is busy with other work.
            run = await ToolRun.ExamineAsync(workload, [.. AnyPause, .. lifetimes, "--save-trace", _folder.Of(workload), "--duration", "00:01:00"]);
        }

        Assert.True(run.ExitCode == 0, run.Said);
        return run;
    }
}
