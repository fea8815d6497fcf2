using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Tidepool.Tests.Processes;

/// <summary>Runs Tidepool.TestProgram, which is built along with the tests, as a separate process.</summary>
internal static class TestProgram
{
    /// <summary>Runs the program to its end.</summary>
    /// <param name="arguments">The program's arguments.</param>
    /// <param name="environment">Variables to set.</param>
    /// <param name="properties">Runtime-configuration properties to set.</param>
    /// <param name="program">Another program that is built along with the tests.</param>
    /// <returns>The exit code and the output.</returns>
    internal static async Task<ProgramResult> RunAsync(
        string[] arguments,
        Dictionary<string, string>? environment = null,
        Dictionary<string, string>? properties = null,
        string program = "Tidepool.TestProgram")
    {
        string path = Path.Combine(AppContext.BaseDirectory, program + ".dll");
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        string? configuration = properties is null ? null : await WriteConfigurationAsync(path, properties, cancellationToken);
        try
        {
            using Process process = new() { StartInfo = Describe(path, arguments, environment, configuration) };
            process.Start();
            try
            {
                Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
                Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
                await Watchdog.ExitOf(process, $"{program} {string.Join(' ', arguments)} ends", cancellationToken);
                return new ProgramResult(process.ExitCode, await output, await error);
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill(entireProcessTree: true);
                }
            }
        }
        finally
        {
            if (configuration is not null)
            {
                File.Delete(configuration);
            }
        }
    }

    private static ProcessStartInfo Describe(string program, string[] arguments, Dictionary<string, string>? environment, string? configuration)
    {
        ProcessStartInfo start = new(DotnetHost()) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("exec");
        if (configuration is not null)
        {
            start.ArgumentList.Add("--runtimeconfig");
            start.ArgumentList.Add(configuration);
        }

        start.ArgumentList.Add(program);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // The tests' own environment must not decide.
        start.Environment.Remove("TIDEPOOL_MODE");
        start.Environment.Remove("TIDEPOOL_SAMPLE");
        start.Environment.Remove("TIDEPOOL_REPORT");
        start.Environment.Remove("TIDEPOOL_LEAK_SAMPLING");
        start.Environment.Remove("TIDEPOOL_POISON");
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        foreach ((string name, string value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>The host of the tests' own runtime, three folders above it. Skips the test if the runtime was published with the tests.</summary>
    private static string DotnetHost()
    {
        Assert.SkipWhen(
            File.Exists(Path.Combine(AppContext.BaseDirectory, Path.GetFileName(typeof(object).Assembly.Location))),
            "These tests were published together with their runtime, and another process needs a dotnet host.");
        string name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        string host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        Assert.True(File.Exists(host), $"The host is expected at {host}.");
        return host;
    }

    private static async Task<string> WriteConfigurationAsync(string program, Dictionary<string, string> properties, CancellationToken cancellationToken)
    {
        string own = await File.ReadAllTextAsync(Path.ChangeExtension(program, ".runtimeconfig.json"), cancellationToken);
        JsonNode configuration = JsonNode.Parse(own)!;
        JsonNode options = configuration["runtimeOptions"]!;
        JsonNode? known = options["configProperties"];
        if (known is null)
        {
            options["configProperties"] = known = new JsonObject();
        }

        foreach ((string name, string value) in properties)
        {
            known[name] = value;
        }

        string path = Path.Combine(Path.GetTempPath(), $"tidepool-{Guid.NewGuid():N}.runtimeconfig.json");
        await File.WriteAllTextAsync(path, configuration.ToJsonString(), cancellationToken);
        return path;
    }
}
