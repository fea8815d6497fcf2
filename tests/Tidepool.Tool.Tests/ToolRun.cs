using System.Text.Json.Nodes;
using Spectre.Console;
using Tidepool.Tool.Commands;

namespace Tidepool.Tool.Tests;

/// <summary>Runs the tool's commands in this process.</summary>
internal sealed record ToolRun(int ExitCode, string Output, JsonNode? Report, string? Page)
{
    internal static string WorkloadProgram { get; } = Path.Combine(AppContext.BaseDirectory, "Tidepool.Tool.Workloads.dll");

    internal static string DotnetHost { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    internal static Task<ToolRun> OfAsync(params string[] arguments) => OfAsync(TimeProvider.System, isTerminal: false, arguments);

    /// <param name="time">The tool's clock.</param>
    /// <param name="isTerminal">Whether it writes to a terminal.</param>
    /// <param name="arguments">Command and options.</param>
    internal static async Task<ToolRun> OfAsync(TimeProvider time, bool isTerminal, params string[] arguments)
    {
        using StringWriter output = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = 1_000;
        int exitCode = await ToolCommand.InvokeAsync(arguments, console, time, TestContext.Current.CancellationToken);
        return new ToolRun(exitCode, output.ToString(), null, null);
    }

    /// <summary>Examines a workload in a process of its own.</summary>
    /// <param name="workload">Its name.</param>
    /// <param name="options">For the doctor.</param>
    internal static async Task<ToolRun> ExamineAsync(string workload, params string[] options) =>
        await DoctorAsync([.. options, "--", DotnetHost, "exec", WorkloadProgram, workload, "60"]);

    /// <summary>Runs the doctor, and reads the reports that it writes.</summary>
    internal static async Task<ToolRun> DoctorAsync(params string[] arguments)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tidepool-test-");
        try
        {
            string json = Path.Combine(folder.FullName, "report.json");
            string html = Path.Combine(folder.FullName, "report.html");
            ToolRun run = await OfAsync(["doctor", "--json", json, "--html", html, .. arguments]);
            return run with
            {
                Report = File.Exists(json) ? JsonNode.Parse(await File.ReadAllTextAsync(json)) : null,
                Page = File.Exists(html) ? await File.ReadAllTextAsync(html) : null,
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
