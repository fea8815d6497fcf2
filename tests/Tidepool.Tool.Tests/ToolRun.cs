using System.Text.Json.Nodes;
using Tidepool.Tool.Recording;

namespace Tidepool.Tool.Tests;

/// <summary>Runs the tool's commands in this process.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Errors, JsonNode? Report, string? Page)
{
    /// <summary>Everything that the command wrote.</summary>
    internal string Said => Output + Errors;

    internal static string WorkloadProgram { get; } = Path.Combine(AppContext.BaseDirectory, "Tidepool.Tool.Workloads.dll");

    internal static string DotnetHost { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    internal static Task<ToolRun> OfAsync(params string[] arguments) => new RunningTool(TimeProvider.System, isTerminal: false, arguments).End;

    /// <summary>Examines a workload in a separate process, once it is at work.</summary>
    /// <param name="workload">Name of the workload.</param>
    /// <param name="options">Options for the doctor.</param>
    internal static async Task<ToolRun> ExamineAsync(string workload, params string[] options)
    {
        using WorkloadProcess program = await WorkloadProcess.StartAsync(workload);
        return await DoctorAsync([.. options, "--process-id", $"{program.Id}"]);
    }

    /// <summary>Records a workload, and judges the trace.</summary>
    internal static async Task<ToolRun> JudgeAsync(string workload, EventSelection events, TimeSpan length)
    {
        using WorkloadProcess program = await WorkloadProcess.StartAsync(workload);
        using LiveTarget target = LiveTarget.ById(program.Id, TimeProvider.System);
        using TraceStore store = TraceStore.In(null);
        FileInfo trace = await new Recorder(target, store, TimeProvider.System).RecordAsync(events, length, TestContext.Current.CancellationToken);
        return await DoctorAsync([.. Examinations.AnyPause, "--trace", trace.FullName]);
    }

    /// <summary>Runs the doctor, and reads the reports that it writes.</summary>
    internal static async Task<ToolRun> DoctorAsync(params string[] arguments)
    {
        using TemporaryFolder folder = new();
        string json = folder.Of("report.json");
        string html = folder.Of("report.html");
        ToolRun run = await OfAsync(["doctor", "--json", json, "--html", html, .. arguments]);
        return run with
        {
            Report = File.Exists(json) ? JsonNode.Parse(await File.ReadAllTextAsync(json)) : null,
            Page = File.Exists(html) ? await File.ReadAllTextAsync(html) : null,
        };
    }
}
