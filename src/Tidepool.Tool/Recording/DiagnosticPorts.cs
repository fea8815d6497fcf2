using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;

namespace Tidepool.Tool.Recording;

/// <summary>Finds the processes that have a diagnostics port.</summary>
internal static class DiagnosticPorts
{
    /// <summary>Ids of all processes with a port, except this one.</summary>
    internal static IReadOnlyList<int> All() =>
        [.. (OperatingSystem.IsLinux() ? OwnersOf("*", FolderOfSockets()) : DiagnosticsClient.GetPublishedProcesses()).Distinct()
            .Where(static id => id != Environment.ProcessId).Order()];

    internal static bool Has(int id) => OperatingSystem.IsLinux() ? Has(id, FolderOfSockets()) : DiagnosticsClient.GetPublishedProcesses().Contains(id);

    /// <summary>Whether a process has its port in a folder, on Linux.</summary>
    internal static bool Has(int id, string folder) => OwnersOf(id.ToString(CultureInfo.InvariantCulture), folder).Any();

    /// <summary>The processes that created their sockets themselves. A process that is killed leaves its socket behind, and its id may since have been reused
    /// for another process or a thread, so the start times must match.</summary>
    private static IEnumerable<int> OwnersOf(string id, string folder) =>
        from socket in Directory.EnumerateFiles(folder, $"dotnet-diagnostic-{id}-*-socket")
        let parts = Path.GetFileName(socket).Split('-')
        where parts.Length == 5 && StartOf(parts[2]) == parts[3]
        select int.Parse(parts[2], CultureInfo.InvariantCulture);

    /// <exception cref="ToolException">The folder doesn't exist.</exception>
    private static string FolderOfSockets()
    {
        string folder = Path.GetTempPath();
        return Directory.Exists(folder) ? folder : throw new ToolException($"TMPDIR names the folder {folder}, which doesn't exist. Set it to the same "
            + "folder as for the program to examine, or unset it.");
    }

    /// <returns>The start time of a process, in ticks since the machine booted; null if there is no such process, or the id is a thread's.</returns>
    private static string? StartOf(string id)
    {
        try
        {
            // The second field is the name, in parentheses, which may contain anything; the start time is the 22nd.
            string values = File.ReadAllText($"/proc/{id}/stat");
            return File.ReadLines($"/proc/{id}/status").Contains($"Tgid:\t{id}") ? values[values.LastIndexOf(')')..].Split(' ')[20] : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
