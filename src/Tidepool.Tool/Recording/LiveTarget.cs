using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Tidepool.Tool.Recording;

/// <summary>The process that is examined.</summary>
internal sealed class LiveTarget : IDisposable
{
    private const int StartPatienceSeconds = 30;

    private static readonly TimeSpan s_endPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    /// <summary>What the dotnet command builds first, and then runs in another process.</summary>
    private static readonly string[] s_builders = ["run", "watch", "test"];

    private static readonly string[] s_switches = ["DOTNET_EnableDiagnostics", "DOTNET_EnableDiagnostics_IPC", "COMPlus_EnableDiagnostics"];

    /// <summary>How it was started, where it is ours.</summary>
    private readonly string[]? _command;

    private readonly TimeProvider _time;

    private Process _process;
    private long _begin;

    private LiveTarget(Process process, string name, string[]? command, TimeProvider time)
    {
        _process = process;
        _command = command;
        _time = time;
        _begin = time.GetTimestamp();
        Name = $"{name} ({process.Id})";
    }

    internal int Id => _process.Id;

    /// <summary>Name and id, kept since the process may end.</summary>
    internal string Name { get; }

    internal bool HasEnded => _process.HasExited;

    /// <exception cref="ToolException">There is no such process, or it can't be examined.</exception>
    internal static LiveTarget ById(int id, TimeProvider time)
    {
        try
        {
            return WithPort(Process.GetProcessById(id), time);
        }
        catch (Exception absent) when (absent is ArgumentException or InvalidOperationException)
        {
            throw new ToolException($"There is no process {id}. `tidepool ps` lists those that can be examined.", absent);
        }
    }

    /// <exception cref="ToolException">There is none of that name, or more than one, or it can't be examined.</exception>
    internal static LiveTarget ByName(string name, TimeProvider time)
    {
        int[] named = [.. Process.GetProcessesByName(name).Select(static process => process.Id).Where(static id => id != Environment.ProcessId)];
        int[] dotnet = [.. DiagnosticPorts.All().Where(id => named.Contains(id) || RunningProcess.ProgramOf(id) == name)];
        return (dotnet.Length > 0 ? dotnet : named) switch
        {
            [] => throw new ToolException($"There is no process named \"{name}\". `tidepool ps` lists those that can be examined."),
            [int one] => ById(one, time),
            int[] many => throw new ToolException($"There are {many.Length} processes named \"{name}\": {string.Join(", ", many)}. Say which, with --process-id."),
        };
    }

    /// <summary>Starts a program, whose output goes where ours goes. It is ended when the examination is over.</summary>
    /// <exception cref="ToolException">It can't be started, or is no .NET program, or starts the program that is meant.</exception>
    internal static async Task<LiveTarget> StartAsync(string[] command, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Path.GetFileNameWithoutExtension(command[0]) is "dotnet"
            && command.Skip(1).FirstOrDefault(static argument => !argument.StartsWith('-')) is { } word
            && (s_builders.Contains(word) || Path.GetExtension(word) is ".cs"))
        {
            throw new ToolException($"`dotnet {word}` builds a program, and runs it in another process than the one that would be examined. Start the program itself: `dotnet X.dll`, or its executable.");
        }

        // Not by the process's own name, since it may have ended already.
        LiveTarget target = new(Start(command), Path.GetFileName(command[0]), command, time);
        try
        {
            await target.WaitForPortAsync(cancellationToken);
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    /// <summary>Starts the program once more.</summary>
    /// <exception cref="ToolException">It wasn't ours to start, or can't be started.</exception>
    internal async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        if (_command is null)
        {
            throw new ToolException($"{Name} has ended after its pauses were found to be a problem, and before what it allocates could be recorded. Let it run longer, or let this start it: `tidepool doctor -- COMMAND`.");
        }

        _process.Dispose();
        _process = Start(_command);
        _begin = _time.GetTimestamp();
        await WaitForPortAsync(cancellationToken);
    }

    /// <summary>A process that ends lets go of its connections a little earlier.</summary>
    internal async Task WaitForEndAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(s_endPatience, _time);
        }
        catch (TimeoutException)
        {
            // Then it isn't ending: something else broke the connection.
        }
    }

    /// <summary>The port that was found is what a process of the same id left behind when it was killed.</summary>
    internal ToolException WithoutPort(Exception refusal) => WithoutPort(Id, Name, refusal);

    /// <summary>It has ended, and there is nothing to judge it by.</summary>
    internal ToolException EndedTooSoon(Exception? cause) => new(
        _command is null
            ? $"{Name} has ended before it could be examined."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"\"{_command[0]}\" ended after {_time.GetElapsedTime(_begin).TotalSeconds:0.0} s, with exit code {_process.ExitCode}, before it could be examined. If it is a .NET program, let it run longer."),
        cause);

    public void Dispose()
    {
        if (_command is not null && !_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static Process Start(string[] command)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false })!;
        }
        catch (Exception failure) when (failure is Win32Exception or InvalidOperationException)
        {
            throw new ToolException($"\"{command[0]}\" can't be started: {failure.Message.TrimEnd('.')}.", failure);
        }
    }

    private async Task WaitForPortAsync(CancellationToken cancellationToken)
    {
        string program = _command![0];
        while (!DiagnosticPorts.Has(Id))
        {
            if (_process.HasExited)
            {
                throw EndedTooSoon(cause: null);
            }

            if (_time.GetElapsedTime(_begin).TotalSeconds > StartPatienceSeconds)
            {
                throw new ToolException($"\"{program}\" has opened no diagnostics port within {StartPatienceSeconds} s: it is no .NET program, or starts one, or one of {string.Join(", ", s_switches)} is 0. Examine the program itself, with --process-id.");
            }

            await Task.Delay(s_look, _time, cancellationToken);
        }
    }

    /// <summary>A process by its port; without one, says why.</summary>
    private static LiveTarget WithPort(Process process, TimeProvider time)
    {
        if (DiagnosticPorts.Has(process.Id))
        {
            return new LiveTarget(process, process.ProcessName, command: null, time);
        }

        throw WithoutPort(process.Id, $"{process.ProcessName} ({process.Id})", cause: null);
    }

    private static ToolException WithoutPort(int id, string who, Exception? cause) => new(
        SwitchOf(id) is { } found
            ? $"{who} was started with {found}=0, which switches diagnostics off. Start it without."
            : $"{who} has no diagnostics port: it is no .NET program (from .NET 5 on), or another user's, or diagnostics are switched off ({string.Join(", ", s_switches)}), or its temporary folder is another one (TMPDIR).",
        cause);

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
