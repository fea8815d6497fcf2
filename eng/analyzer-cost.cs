// Measures what the analyzers add to the build of a project of 100,000 lines: dotnet run eng/analyzer-cost.cs
//
// Optional arguments: the percentage of files that work with leases (10), and the number of rounds (5).
//
// It writes the project from the files in eng/analyzer-cost, builds it with and without the analyzers in turn, and compares. Each build builds the whole
// project in new processes, which have to load and compile the analyzers too, as on a build server. Everything else is in both builds, including the SDK's
// own analyzers.
// Besides the elapsed time it reports the processor time (not on Windows), which depends less on what else the machine does.
#:property PublishAot=false
#:property AllowUnsafeBlocks=true
#:property RestorePackagesWithLockFile=false

using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

const int Lines = 100_000;
int share = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10;
int rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;

string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, ".."));
string folder = Path.Combine(root, "artifacts", "analyzer-cost");
Dotnet(root, "build", "src/Tidepool", "--configuration", "Release", "--verbosity", "quiet");
int files = WriteProject();
Dotnet(folder, "restore");

Console.WriteLine($"{Lines:N0} lines in {files:N0} files, of which {share} % work with leases. Seconds per build, elapsed and of processor time:");
Build(withAnalyzers: true);
List<Cost> without = [];
List<Cost> with = [];
for (int round = 0; round < rounds; round++)
{
    // In alternating order, so that a machine that gets faster or slower does so for both.
    (List<Cost> first, List<Cost> second) = round % 2 == 0 ? (without, with) : (with, without);
    first.Add(Build(withAnalyzers: first == with));
    second.Add(Build(withAnalyzers: second == with));
    Console.WriteLine($"  without {without[^1]}, with {with[^1]}");
}

Cost bare = Cost.MedianOf(without);
Cost full = Cost.MedianOf(with);
Console.WriteLine($"Medians: without {bare}, with {full}");
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"The analyzers add {(full.Clock / bare.Clock) - 1:P1} of elapsed time, {(full.Processors / bare.Processors) - 1:P1} of processor time."));
Console.WriteLine("The compiler's own report on them, in seconds over all its threads and as a share of all analyzers:");
foreach (Match line in Patterns.Report().Matches(Dotnet(folder, [.. BuildArguments(withAnalyzers: true), "-p:ReportAnalyzer=true", "--verbosity", "detailed"])))
{
    Console.WriteLine(line.Value);
}

return;

int WriteProject()
{
    if (Directory.Exists(folder))
    {
        Directory.Delete(folder, recursive: true);
    }

    Directory.CreateDirectory(folder);
    foreach (string setting in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
    {
        // Keeps this repository's own files from applying to the project.
        File.WriteAllText(Path.Combine(folder, setting), "<Project />\n");
    }

    File.WriteAllText(Path.Combine(folder, ".editorconfig"), "root = true\n");
    File.WriteAllText(Path.Combine(folder, "Sample.csproj"), $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
          <ItemGroup>
            <Reference Include="{Path.Combine(root, "src/Tidepool/bin/Release/net10.0/Tidepool.dll")}" />
          </ItemGroup>
          <ItemGroup Condition="'$(WithTidepoolAnalyzers)' == 'true'">
            <Analyzer Include="{Path.Combine(root, "src/Tidepool.Analyzers/bin/Release/netstandard2.0/Tidepool.Analyzers.dll")}" />
            <Analyzer Include="{Path.Combine(root, "src/Tidepool.Analyzers.CodeFixes/bin/Release/netstandard2.0/Tidepool.Analyzers.CodeFixes.dll")}" />
          </ItemGroup>
        </Project>

        """);

    const string WithLeases = "Frames";
    Dictionary<string, string> templates = Directory.EnumerateFiles(Path.Combine(root, "eng", "analyzer-cost"), "*.cs.txt")
        .ToDictionary(static path => Path.GetFileName(path).Split('.')[0], File.ReadAllText);
    string[] others = [.. templates.Keys.Where(static name => name != WithLeases).Order(StringComparer.Ordinal)];
    int written = 0;
    int withoutLeases = 0;
    for (int left = Lines; left > 0; written++)
    {
        bool isWithLeases = (written + 1) * share / 100 > written * share / 100;
        string name = isWithLeases ? WithLeases : others[withoutLeases++ % others.Length];
        string number = written.ToString("D4", CultureInfo.InvariantCulture);
        string text = templates[name].Replace("__N__", number, StringComparison.Ordinal);
        int count = text.AsSpan().Count('\n');

        // The last file is filled up to the promised number of lines.
        string rest = count > left ? string.Concat(Enumerable.Repeat("//\n", left)) : "";
        File.WriteAllText(Path.Combine(folder, $"{name}{number}.cs"), rest.Length > 0 ? rest : text);
        left -= Math.Min(count, left);
    }

    return written;
}

Cost Build(bool withAnalyzers)
{
    long begin = Stopwatch.GetTimestamp();
    double processors = Processors.SecondsOfChildren();
    Dotnet(folder, BuildArguments(withAnalyzers));
    return new Cost(Stopwatch.GetElapsedTime(begin).TotalSeconds, Processors.SecondsOfChildren() - processors);
}

static string[] BuildArguments(bool withAnalyzers) =>
    ["build", "--no-restore", "--no-incremental", $"-p:WithTidepoolAnalyzers={(withAnalyzers ? "true" : "false")}"];

static string Dotnet(string folder, params string[] arguments)
{
    ProcessStartInfo start = new("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
    start.Environment["UseSharedCompilation"] = "false";
    start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
    start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
    start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
    using Process process = Process.Start(start)!;
    string output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return process.ExitCode == 0 && !output.Contains("warning TIDE", StringComparison.Ordinal)
        ? output
        : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}");
}

static string ThisFile([CallerFilePath] string path = "") => path;

/// <summary>The cost of a build, in seconds.</summary>
internal readonly record struct Cost(double Clock, double Processors)
{
    internal static Cost MedianOf(List<Cost> costs) =>
        new(MedianOf(costs.Select(static cost => cost.Clock)), MedianOf(costs.Select(static cost => cost.Processors)));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Clock:F2} and {Processors:F2}");

    private static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>The processor time of all processes that this one started, and of those that they started.</summary>
internal static partial class Processors
{
    private const int OfChildren = -1;

    internal static double SecondsOfChildren()
    {
        // The structure has at most sixteen pairs of numbers; the first two are times, each in seconds and microseconds.
        long[] usage = new long[32];
        return OperatingSystem.IsWindows() || GetUsage(OfChildren, usage) != 0 ? double.NaN : usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6);
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, long[] usage);
}

internal static partial class Patterns
{
    [GeneratedRegex(@"^ *([<0-9.]+ +[<0-9]+ +|)(Total analyzer execution time|Tidepool\.Analyzers|Microsoft\.CodeAnalysis\.(CSharp\.)?NetAnalyzers,).*$",
        RegexOptions.Multiline)]
    internal static partial Regex Report();
}
