using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;

namespace Tidepool.Tool.Recording;

/// <summary>A process on this machine to examine.</summary>
internal sealed class LiveTarget : IRecordedTarget, IDisposable
{
    private const int StartPatienceSeconds = 30;

    private static readonly TimeSpan s_endPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    /// <summary>How long to wait before the busiest of several children is chosen.</summary>
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(2);

    /// <summary>Commands of the dotnet CLI that build a program first, and then run it in another process.</summary>
    private static readonly string[] s_builders = ["run", "watch", "test"];

    /// <summary>The command of the examined process, if the tool started it itself; null otherwise.</summary>
    private readonly string[]? _command;

    /// <summary>The process that the tool started in order to examine one of its children; null otherwise.</summary>
    private readonly Process? _launcher;

    private readonly TimeProvider _time;

    private Process _process;
    private long _begin;

    private LiveTarget(Process process, string name, string[]? command, TimeProvider time, Process? launcher = null)
    {
        _process = process;
        _launcher = launcher;
        _command = command;
        _time = time;
        _begin = time.GetTimestamp();
        Name = $"{name} ({process.Id})";
    }

    internal int Id => _process.Id;

    /// <summary>Name and id, kept because the process may end.</summary>
    public string Name { get; }

    public bool HasEnded => _process.HasExited;

    public DiagnosticsClient Client => new(Id);

    /// <summary>Whether the tool started the examined process itself, and so can start it again.</summary>
    public bool CanStartAgain => _command is not null;

    /// <summary>Names and ids of the .NET programs that it started.</summary>
    public IReadOnlyList<string> Children => [.. ChildProcesses.DotnetOf((_launcher ?? _process).Id).Where(id => id != Id).Select(ChildProcesses.Describe)];

    /// <exception cref="ToolException">There is no such process, or it can't be examined.</exception>
    internal static LiveTarget ById(int id, TimeProvider time)
    {
        Process process = ProcessOf(id);
        try
        {
            return WithPort(process, time);
        }
        catch (InvalidOperationException ended)
        {
            throw new ToolException($"There is no process {id} any more. `tidepool ps` lists those that can be examined.", ended);
        }
    }

    /// <exception cref="ToolException">There is no process of that name, or more than one, or it can't be examined.</exception>
    internal static LiveTarget ByName(string name, TimeProvider time)
    {
        int[] named = [.. Process.GetProcessesByName(name).Select(static process => process.Id).Where(static id => id != Environment.ProcessId)];
        int[] dotnet = [.. DiagnosticPorts.All().Where(id => named.Contains(id) || RunningProcess.ProgramOf(id) == name)];
        return (dotnet.Length > 0 ? dotnet : named) switch
        {
            [] => throw new ToolException($"There is no process named \"{name}\". `tidepool ps` lists those that can be examined."),
            [int one] => ById(one, time),
            int[] many => throw new ToolException($"There are {many.Length} processes named \"{name}\": {string.Join(", ", many)}. Say which, with "
                + $"--process-id."),
        };
    }

    /// <summary>Starts a program, which shares the tool's output. It is stopped when the examination ends.</summary>
    /// <exception cref="ToolException">The program can't be started, isn't a .NET program, or only starts the program to examine.</exception>
    internal static async Task<LiveTarget> StartAsync(string[] command, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Path.GetFileNameWithoutExtension(command[0]) is "dotnet"
            && command.Skip(1).FirstOrDefault(static argument => !argument.StartsWith('-')) is { } word
            && (s_builders.Contains(word) || Path.GetExtension(word) is ".cs"))
        {
            throw new ToolException($"`dotnet {word}` builds a program, and runs it in another process than the one that would be examined. Start the "
                + $"program itself: `dotnet X.dll`, or its executable.");
        }

        // The process may have ended already, so it isn't asked for its name.
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

    /// <summary>Finds the busiest of the .NET programs that a process started.</summary>
    /// <param name="id">The process that started them, or null to start <paramref name="command"/>.</param>
    /// <param name="command">The command to start the process with, if no id is given. It is then stopped along with its descendants.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="ToolException">There are no such programs, or they aren't visible.</exception>
    internal static async Task<LiveTarget> ChildOfAsync(int? id, string[] command, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!ChildProcesses.AreShown)
        {
            throw new ToolException("--children works on Linux, where a process's children can be seen: give the program's own id, with --process-id.");
        }

        Process launcher = id is { } given ? ProcessOf(given) : Start(command);
        bool isOurs = id is null;
        try
        {
            long begin = time.GetTimestamp();
            IReadOnlyList<int> children;
            while ((children = ChildProcesses.DotnetOf(launcher.Id)).Count == 0)
            {
                if (launcher.HasExited || time.GetElapsedTime(begin).TotalSeconds > StartPatienceSeconds)
                {
                    throw new ToolException($"{(isOurs ? $"\"{command[0]}\"" : $"The process {id}")} has started no .NET program "
                        + $"{(launcher.HasExited ? "before it ended" : $"within {StartPatienceSeconds} s")}: examine it without --children.");
                }

                await Task.Delay(s_look, time, cancellationToken);
            }

            await Task.Delay(s_settling, time, cancellationToken);
            int busiest = ChildProcesses.DotnetOf(launcher.Id).DefaultIfEmpty(children[0]).MaxBy(static child => ProcessorTimeOf(child));
            Process child = ProcessOf(busiest);
            return new LiveTarget(child, RunningProcess.ProgramOf(busiest) ?? child.ProcessName, command: null, time, isOurs ? launcher : null);
        }
        catch
        {
            if (isOurs)
            {
                End(launcher);
            }

            throw;
        }
    }

    public void OnRecording()
    {
        // The process is running already.
    }

    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        _process.Dispose();
        _process = Start(_command!);
        _begin = _time.GetTimestamp();
        await WaitForPortAsync(cancellationToken);
    }

    /// <summary>Waits for the process to end after its connection broke, since it closes its connections shortly before it exits.</summary>
    public async Task WaitForEndAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(s_endPatience, _time);
        }
        catch (TimeoutException)
        {
            // The process isn't ending; something else broke the connection.
        }
    }

    /// <summary>Creates the exception for a port left behind by a process of the same id that was killed.</summary>
    public ToolException WithoutPort(Exception refusal) => MissingPort.Of(Id, Name, refusal);

    /// <summary>Creates the exception for a process that ended before there was anything to judge.</summary>
    public ToolException EndedTooSoon(Exception? cause) => new(
        _command is null
            ? $"{Name} has ended before it could be examined."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"\"{_command[0]}\" ended after {_time.GetElapsedTime(_begin).TotalSeconds:0.0} s, with exit code {_process.ExitCode}, before it could be "
                    + $"examined. If it is a .NET program, let it run longer."),
        cause);

    public void Dispose()
    {
        if (_launcher is not null)
        {
            End(_launcher);
        }

        if (_command is not null)
        {
            End(_process);
        }
        else
        {
            _process.Dispose();
        }
    }

    private static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private static TimeSpan ProcessorTimeOf(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return process.TotalProcessorTime;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return TimeSpan.Zero;
        }
    }

    /// <exception cref="ToolException">There is no such process.</exception>
    private static Process ProcessOf(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (Exception absent) when (absent is ArgumentException or InvalidOperationException)
        {
            throw new ToolException($"There is no process {id}. `tidepool ps` lists those that can be examined.", absent);
        }
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
                string[] children = [.. Children];
                if (children.Length > 0)
                {
                    throw new ToolException($"\"{program}\" is no .NET program that can be examined, but has started {string.Join(", ", children)}: give "
                        + $"the id with --process-id, or --children.");
                }

                throw new ToolException($"\"{program}\" has opened no diagnostics port within {StartPatienceSeconds} s: it is no .NET program, or starts "
                    + $"one, or one of {string.Join(", ", MissingPort.Switches)} is 0. Examine the program itself, with --process-id, or --children.");
            }

            await Task.Delay(s_look, _time, cancellationToken);
        }
    }

    /// <summary>Returns the target if the process has a port; otherwise, throws an exception that says why it has none.</summary>
    private static LiveTarget WithPort(Process process, TimeProvider time)
    {
        if (DiagnosticPorts.Has(process.Id))
        {
            return new LiveTarget(process, process.ProcessName, command: null, time);
        }

        throw MissingPort.Of(process.Id, $"{process.ProcessName} ({process.Id})", cause: null);
    }
}
