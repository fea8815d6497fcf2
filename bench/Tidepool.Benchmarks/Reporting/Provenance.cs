using System.Globalization;
using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Tidepool.Benchmarks.Reporting;

/// <summary>Where figures come from: without it they mean nothing.</summary>
internal sealed record Provenance(string Machine, string OperatingSystem, string Sdk, string Runtime, string Commit, string Date)
{
    /// <summary>Gathers what can be known about this process.</summary>
    public static Provenance Gather(TimeProvider time) => new(
        $"{ProcessorName()}, {Environment.ProcessorCount} cores, {RuntimeInformation.ProcessArchitecture}",
        RuntimeInformation.OSDescription,
        SdkVersion(),
        $"{RuntimeInformation.FrameworkDescription}, {(GCSettings.IsServerGC ? "server" : "workstation")} GC ({GCSettings.LatencyMode})",
        GitCommit.Describe(),
        time.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));

    /// <summary>Each fact under its label.</summary>
    public IEnumerable<(string Label, string Value)> Facts() =>
    [
        ("machine", Machine),
        ("system", OperatingSystem),
        ("SDK", Sdk),
        ("runtime", Runtime),
        ("commit", Commit),
        ("date", Date),
    ];

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
