using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Diagnostics.NETCore.Client;

namespace Tidepool.Tool.Recording;

/// <summary>The process that is examined.</summary>
internal sealed class LiveTarget : IDisposable
{
    private const int StartPatienceSeconds = 30;

    private static readonly string[] s_switches = ["DOTNET_EnableDiagnostics", "DOTNET_EnableDiagnostics_IPC", "COMPlus_EnableDiagnostics"];

    private readonly Process _process;
    private readonly bool _isOurs;

    private LiveTarget(Process process, bool isOurs)
    {
        _process = process;
        _isOurs = isOurs;
        Name = $"{process.ProcessName} ({process.Id})";
    }

    internal int Id => _process.Id;

    /// <summary>Name and id, kept since the process may end.</summary>
    internal string Name { get; }

    internal bool HasEnded => _process.HasExited;

    /// <exception cref="ToolException">There is no such process, or it can't be examined.</exception>
    internal static LiveTarget ById(int id)
    {
        try
        {
            return WithPort(Process.GetProcessById(id));
        }
        catch (ArgumentException absent)
        {
            throw new ToolException($"There is no process {id}. `tidepool ps` lists those that can be examined.", absent);
        }
    }

    /// <exception cref="ToolException">There is none of that name, or more than one, or it can't be examined.</exception>
    internal static LiveTarget ByName(string name)
    {
        int[] known = [.. DiagnosticsClient.GetPublishedProcesses()];
        Process[] named = [.. Process.GetProcessesByName(name).Where(process => process.Id != Environment.ProcessId)];
        Process[] dotnet = [.. named.Where(process => known.Contains(process.Id))];
        return (dotnet.Length > 0 ? dotnet : named) switch
        {
            [] => throw new ToolException($"There is no process named \"{name}\". `tidepool ps` lists those that can be examined."),
            [Process one] => WithPort(one),
            Process[] many => throw new ToolException($"There are {many.Length} processes named \"{name}\": {string.Join(", ", many.Select(static process => process.Id))}. Say which, with --process-id."),
        };
    }

    /// <summary>Starts a program, whose output goes where ours goes. It is ended when the examination is over.</summary>
    /// <exception cref="ToolException">It can't be started, or is no .NET program.</exception>
    internal static async Task<LiveTarget> StartAsync(string[] command, TimeProvider time, CancellationToken cancellationToken)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false })!;
        }
        catch (Win32Exception failure)
        {
            throw new ToolException($"\"{command[0]}\" can't be started: {failure.Message}.", failure);
        }

        LiveTarget target = new(process, isOurs: true);
        long begin = time.GetTimestamp();
        while (!DiagnosticsClient.GetPublishedProcesses().Contains(process.Id))
        {
            if (process.HasExited)
            {
                int exitCode = process.ExitCode;
                target.Dispose();
                throw new ToolException($"\"{command[0]}\" ended with exit code {exitCode} before it could be examined, or is no .NET program.");
            }

            if (time.GetElapsedTime(begin).TotalSeconds > StartPatienceSeconds)
            {
                target.Dispose();
                throw new ToolException($"\"{command[0]}\" has opened no diagnostics port within {StartPatienceSeconds} s: it is no .NET program, or starts one, or one of {string.Join(", ", s_switches)} is 0. Examine the program itself, with --process-id.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }

        return target;
    }

    public void Dispose()
    {
        if (_isOurs && !_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    /// <summary>A process by its port; without one, says why.</summary>
    private static LiveTarget WithPort(Process process)
    {
        if (DiagnosticsClient.GetPublishedProcesses().Contains(process.Id))
        {
            return new LiveTarget(process, isOurs: false);
        }

        string who = $"{process.ProcessName} ({process.Id})";
        throw new ToolException(SwitchOf(process.Id) is { } found
            ? $"{who} was started with {found}=0, which switches diagnostics off. Start it without."
            : $"{who} has no diagnostics port: it is no .NET program (from .NET 5 on), or another user's, or diagnostics are switched off ({string.Join(", ", s_switches)}), or its temporary folder is another one (TMPDIR).");
    }

    /// <summary>The variable that switches diagnostics off, where that can be seen.</summary>
    private static string? SwitchOf(int id)
    {
        string file = $"/proc/{id}/environ";
        try
        {
            string[] variables = OperatingSystem.IsLinux() && File.Exists(file) ? File.ReadAllText(file).Split('\0') : [];
            return s_switches.FirstOrDefault(name => variables.Contains(name + "=0"));
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
