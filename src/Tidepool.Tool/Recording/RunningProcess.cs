using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Diagnostics.NETCore.Client;

namespace Tidepool.Tool.Recording;

/// <summary>A .NET process with a diagnostics port.</summary>
internal sealed record RunningProcess(int Id, string Name, string CommandLine)
{
    /// <summary>All of them but this one, by id.</summary>
    internal static IReadOnlyList<RunningProcess> All()
    {
        List<RunningProcess> all = [];
        foreach (int id in DiagnosticsClient.GetPublishedProcesses().Distinct().Order())
        {
            if (id != Environment.ProcessId && TryDescribe(id) is { } process)
            {
                all.Add(process);
            }
        }

        return all;
    }

    private static RunningProcess? TryDescribe(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return new RunningProcess(id, process.ProcessName, CommandLineOf(process));
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has ended since it was listed.
            return null;
        }
    }

    private static string CommandLineOf(Process process)
    {
        string file = $"/proc/{process.Id}/cmdline";
        try
        {
            return OperatingSystem.IsLinux() && File.Exists(file) ? File.ReadAllText(file).TrimEnd('\0').Replace('\0', ' ') : process.MainModule?.FileName ?? "";
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
