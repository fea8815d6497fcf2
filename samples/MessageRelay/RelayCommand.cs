using System.Text.Json;
using MessageRelay.Reports;
using MessageRelay.Run;
using Spectre.Console;

namespace MessageRelay;

/// <summary>A whole run as the user sees it: progress, table, files.</summary>
internal static class RelayCommand
{
    /// <summary>Everything went well.</summary>
    private const int Success = 0;

    /// <summary>The run failed.</summary>
    public const int Failed = 1;

    /// <summary>The run ended, but messages were lost or changed, or buffers not returned.</summary>
    private const int Defective = 2;

    public static async Task<int> RunAsync(RelaySettings settings, string htmlPath, string? jsonPath, CancellationToken cancellationToken)
    {
        // JSON that goes to standard output must be alone there.
        bool toError = jsonPath == "-";
        IAnsiConsole console = toError
            ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
            : AnsiConsole.Console;
        bool redirected = toError ? Console.IsErrorRedirected : Console.IsOutputRedirected;

        if (redirected)
        {
            // A file has no width; the one assumed for it would fold lines and tables.
            console.Profile.Width = 1000;
        }

        RelayReport report;
        try
        {
            ProgressDisplay display = new(console, settings, live: !redirected && console.Profile.Capabilities.Ansi);
            report = await display.ShowAsync((onProgress, log) => RelayRun.RunAsync(settings, onProgress, log, cancellationToken));
        }
        catch (RelayFailedException exception)
        {
            await Console.Error.WriteLineAsync($"The run failed: {exception.Message}");
            return Failed;
        }

        TableReport.Write(console, report);
        try
        {
            await WriteFileAsync(htmlPath, HtmlReport.Render(report), cancellationToken);
            console.WriteLine($"Report with plots: {Path.GetFullPath(htmlPath)}");
            await WriteJsonAsync(jsonPath, report, console, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"The report could not be written: {exception.Message}");
            return Failed;
        }

        return report.Defects.Count == 0 ? Success : Defective;
    }

    private static async Task WriteJsonAsync(string? path, RelayReport report, IAnsiConsole console, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            return;
        }

        string json = JsonSerializer.Serialize(report, RelayJson.Indented.RelayReport);
        if (path == "-")
        {
            await Console.Out.WriteLineAsync(json.AsMemory(), cancellationToken);
        }
        else
        {
            await WriteFileAsync(path, json, cancellationToken);
            console.WriteLine($"Report as JSON:    {Path.GetFullPath(path)}");
        }
    }

    // Written beside its place and then moved there, so that an interrupted run doesn't leave half a file.
    private static async Task WriteFileAsync(string path, string content, CancellationToken cancellationToken)
    {
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string unfinished = full + ".unfinished";
        try
        {
            await File.WriteAllTextAsync(unfinished, content, cancellationToken);
            File.Move(unfinished, full, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
