using System.Collections;
using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Tidepool.Benchmarks.Reporting;

/// <summary>Where figures come from; without that they mean nothing.</summary>
internal sealed record Provenance(string Machine, string OperatingSystem, string Sdk, string Runtime, string Settings, string Commit, string Date)
{
    /// <summary>Gathers what can be known about this process.</summary>
    public static Provenance Gather(TimeProvider time) => new(
        $"{ProcessorName()}, {Environment.ProcessorCount} cores, {RuntimeInformation.ProcessArchitecture}",
        RuntimeInformation.OSDescription,
        SdkVersion(),
        $"{RuntimeInformation.FrameworkDescription}, {(GCSettings.IsServerGC ? "server" : "workstation")} GC ({GCSettings.LatencyMode})",
        EnvironmentSettings(),
        CommitOfRepository(),
        time.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));

    public IEnumerable<string> Lines() =>
    [
        $"machine: {Machine}",
        $"system: {OperatingSystem}",
        $"SDK: {Sdk}",
        $"runtime: {Runtime}",
        $"settings: {Settings}",
        $"commit: {Commit}",
        $"date: {Date}",
    ];

    /// <summary>What the environment changes in the runtime or the pool under test; such figures can't be compared with others.</summary>
    private static string EnvironmentSettings()
    {
        string[] prefixes =
            ["TIDEPOOL_", "DOTNET_GC", "DOTNET_gc", "DOTNET_Tiered", "DOTNET_TC_", "DOTNET_OSR", "DOTNET_ReadyToRun", "DOTNET_Jit", "DOTNET_Enable"];
        string[] found =
        [
            .. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .Select(entry => $"{entry.Key}={entry.Value}")
                .Where(setting => prefixes.Any(prefix => setting.StartsWith(prefix, StringComparison.Ordinal)))
                .Order(StringComparer.Ordinal),
        ];
        return found.Length == 0 ? "none from the environment" : string.Join(", ", found);
    }

    /// <summary>The commit's hash, with "+changes" when the working tree differs from it; "unknown" without git or a repository.</summary>
    private static string CommitOfRepository()
    {
        try
        {
            string hash = Git("rev-parse", "HEAD");
            return Git("status", "--porcelain").Length == 0 ? hash : $"{hash}+changes";
        }
        catch (Exception failure) when (failure is Win32Exception or BenchmarkException)
        {
            return "unknown";
        }

        static string Git(params string[] arguments) =>
            ChildProgram.RunAsync("git", new ProcessStartInfo("git", ["-C", AppContext.BaseDirectory, .. arguments])).GetAwaiter().GetResult().Trim();
    }

    private static string SdkVersion() =>
        typeof(Provenance).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(attribute => attribute.Key == "SdkVersion")?.Value ?? "unknown";

    private static string ProcessorName()
    {
        const string LinuxProcessors = "/proc/cpuinfo";
        if (!File.Exists(LinuxProcessors))
        {
            return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown processor";
        }

        string? line = File.ReadLines(LinuxProcessors).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        return line is null ? "unknown processor" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
