using System.Collections.Concurrent;
using System.Diagnostics;

namespace Tidepool.Packages.Tests;

/// <summary>Runs programs to their end.</summary>
internal static class Command
{
    /// <summary>Far more than a build or publish takes, even under ten times the usual load.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(20);

    private static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Runs a command of the SDK, which leaves no process behind.</summary>
    internal static Task<CommandResult> DotnetAsync(string folder, params string[] arguments) => RunAsync(folder, Dotnet, arguments);

    /// <summary>Runs a program.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">The program's arguments.</param>
    internal static Task<CommandResult> RunAsync(string folder, string program, params string[] arguments) =>
        RunAsync(folder, program, arguments, environment: [], s_longest);

    /// <summary>Runs a program that <c>dotnet exec</c> starts.</summary>
    /// <inheritdoc cref="RunAsync(string, string, string[], Dictionary{string, string}, TimeSpan)"/>
    internal static Task<CommandResult> ExecAsync(string folder, string program, string[] arguments, Dictionary<string, string> environment, TimeSpan limit) =>
        RunAsync(folder, Dotnet, ["exec", program, .. arguments], environment, limit);

    /// <summary>Runs a program.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">The program's arguments.</param>
    /// <param name="environment">Variables to set.</param>
    /// <param name="limit">How long it may take. If it takes longer, it is killed, and the test fails.</param>
    internal static async Task<CommandResult> RunAsync(
        string folder,
        string program,
        string[] arguments,
        Dictionary<string, string> environment,
        TimeSpan limit)
    {
        string line = $"{program} {string.Join(' ', arguments)}";
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        ending.CancelAfter(limit);
        using Process process = new() { StartInfo = Describe(folder, program, arguments) };
        foreach ((string name, string value) in environment)
        {
            process.StartInfo.Environment[name] = value;
        }

        ConcurrentQueue<string> lines = [];
        process.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.Start();
        try
        {
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            await process.WaitForExitAsync(ending.Token);
            return new CommandResult(line, process.ExitCode, string.Join('\n', lines));
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{line} didn't end within {limit}. Its output:\n{string.Join('\n', lines)}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static ProcessStartInfo Describe(string folder, string program, string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };

        // The tests' own environment must not decide, and no process may stay behind.
        string[] names = [.. start.Environment.Keys.Where(static name =>
            name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("TIDEPOOL_", StringComparison.Ordinal))];
        foreach (string name in names)
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["NO_COLOR"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        return start;
    }
}
