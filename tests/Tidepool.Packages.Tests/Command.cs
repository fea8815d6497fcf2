using System.Collections.Concurrent;
using System.Diagnostics;

namespace Tidepool.Packages.Tests;

/// <summary>Runs programs to their end.</summary>
internal static class Command
{
    private static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Runs a command of the SDK, which leaves no process behind.</summary>
    internal static Task<CommandResult> DotnetAsync(string folder, params string[] arguments) => RunAsync(folder, Dotnet, arguments);

    /// <summary>Runs a program.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">For the program.</param>
    internal static async Task<CommandResult> RunAsync(string folder, string program, params string[] arguments)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using Process process = new() { StartInfo = Describe(folder, program, arguments) };
        ConcurrentQueue<string> lines = [];
        process.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.Start();
        try
        {
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            await process.WaitForExitAsync(cancellationToken);
            return new CommandResult($"{program} {string.Join(' ', arguments)}", process.ExitCode, string.Join('\n', lines));
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

        // What started the tests must not decide, and what they start must end.
        foreach (string name in start.Environment.Keys.Where(static name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("TIDEPOOL_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["NO_COLOR"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        return start;
    }
}
