using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Tidepool.Tool.Recording;

/// <summary>A .NET process with a diagnostics port.</summary>
/// <param name="Id">Id of the process.</param>
/// <param name="Name">Its name, or that of the program that the dotnet host runs.</param>
/// <param name="Runtime">Its runtime, such as ".NET 10.0.12"; null if that isn't visible.</param>
/// <param name="UsesTidepool">Whether it has loaded Tidepool; null if that isn't visible.</param>
/// <param name="CommandLine">Its command line; empty if that isn't visible.</param>
internal sealed record RunningProcess(int Id, string Name, string? Runtime, bool? UsesTidepool, string CommandLine)
{
    private const string FrameworkFolder = "Microsoft.NETCore.App";

    private static readonly string[] s_engines = ["libcoreclr.so", "libcoreclr.dylib", "coreclr.dll"];

    /// <summary>All processes with a diagnostics port, except this one, by id.</summary>
    internal static IReadOnlyList<RunningProcess> All() => [.. DiagnosticPorts.All().Select(TryDescribe).OfType<RunningProcess>()];

    /// <returns>The id of the only process of that name, with the name, for a question; null if there is none, or more than one.</returns>
    internal static string? IdOf(string name) =>
        All().Where(process => process.Name == name).ToArray() is [{ Id: var id }]
            ? string.Create(CultureInfo.InvariantCulture, $"{id}, which is {name}") : null;

    /// <summary>Determines the runtime from the path of its file. A program may include its own runtime, or be native code without one.</summary>
    internal static string RuntimeOf(IReadOnlyCollection<string> moduleFiles)
    {
        string? engine = moduleFiles.FirstOrDefault(static file => s_engines.Contains(Path.GetFileName(file)));
        if (engine is null)
        {
            return "native code";
        }

        // …/shared/Microsoft.NETCore.App/10.0.12/libcoreclr.so
        string? folder = Path.GetDirectoryName(engine);
        return Path.GetFileName(Path.GetDirectoryName(folder)) == FrameworkFolder ? $".NET {Path.GetFileName(folder)}" : ".NET, its own";
    }

    /// <summary>The program that a process runs if that isn't its own name: "MyServer" for <c>dotnet MyServer.dll</c>. Null if there is none, or it isn't
    /// visible.</summary>
    internal static string? ProgramOf(int id)
    {
        string file = $"/proc/{id}/cmdline";
        try
        {
            return OperatingSystem.IsLinux() && File.Exists(file) ? ProgramIn(File.ReadAllText(file).Split('\0')) : null;
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="ProgramOf(int)"/>
    internal static string? ProgramIn(string[] commandLine) => Path.GetFileName(commandLine[0]) is "dotnet"
        ? Path.GetFileNameWithoutExtension(commandLine.FirstOrDefault(static argument => argument.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)))
        : null;

    private static RunningProcess? TryDescribe(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            string[] modules = ModulesOf(process);
            return new RunningProcess(
                id,
                ProgramOf(id) ?? process.ProcessName,
                modules.Length == 0 ? null : RuntimeOf(modules),
                modules.Length == 0 ? null : modules.Any(static file => Path.GetFileName(file) == "Tidepool.dll"),
                CommandLineOf(process));
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // The process has ended since it was listed.
            return null;
        }
    }

    /// <returns>The paths of the loaded modules; empty if this user may not see them.</returns>
    private static string[] ModulesOf(Process process)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // Assemblies without native code are mapped too, but missing from the framework's list of modules.
                return [.. File.ReadLines($"/proc/{process.Id}/maps")
                    .Select(static line => line.IndexOf('/', StringComparison.Ordinal) is var path and >= 0 ? line[path..] : "")
                        .Where(static path => path.Length > 0).Distinct()];
            }

            return [.. process.Modules.Cast<ProcessModule>().Select(static module => module.FileName)];
        }
        catch (Exception denied) when (denied is Win32Exception or UnauthorizedAccessException or IOException or NotSupportedException)
        {
            return [];
        }
    }

    private static string CommandLineOf(Process process)
    {
        string file = $"/proc/{process.Id}/cmdline";
        try
        {
            return OperatingSystem.IsLinux() && File.Exists(file) ? File.ReadAllText(file).TrimEnd('\0').Replace('\0', ' ')
                : process.MainModule?.FileName ?? "";
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
