using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;

namespace Tidepool.Tool.Recording;

/// <summary>The process that is examined.</summary>
internal sealed class LiveTarget : IRecordedTarget, IDisposable
{
    private const int StartPatienceSeconds = 30;

    private static readonly TimeSpan s_endPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    /// <summary>Of several children, which one works most can be told after this time.</summary>
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(2);

    /// <summary>What the dotnet command builds first, and then runs in another process.</summary>
    private static readonly string[] s_builders = ["run", "watch", "test"];

    /// <summary>How it was started, where it is ours.</summary>
    private readonly string[]? _command;

    /// <summary>What was started, where that isn't what is examined.</summary>
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

    /// <summary>Name and id, kept since the process may end.</summary>
    public string Name { get; }

    public bool HasEnded => _process.HasExited;

    public DiagnosticsClient Client => new(Id);

    /// <summary>Whether it is ours to start, as what is examined.</summary>
    public bool CanStartAgain => _command is not null;

    /// <summary>The .NET programs that it has started, by name and id.</summary>
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

    /// <exception cref="ToolException">There is none of that name, or more than one, or it can't be examined.</exception>
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

    /// <summary>Starts a program, whose output goes where ours goes. It is ended when the examination is over.</summary>
    /// <exception cref="ToolException">It can't be started, or is no .NET program, or starts the program that is meant.</exception>
    internal static async Task<LiveTarget> StartAsync(string[] command, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Path.GetFileNameWithoutExtension(command[0]) is "dotnet"
            && command.Skip(1).FirstOrDefault(static argument => !argument.StartsWith('-')) is { } word
            && (s_builders.Contains(word) || Path.GetExtension(word) is ".cs"))
        {
            throw new ToolException($"`dotnet {word}` builds a program, and runs it in another process than the one that would be examined. Start the "
                + $"program itself: `dotnet X.dll`, or its executable.");
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

    /// <summary>Of the .NET programs that a process has started, the one that works most.</summary>
    /// <param name="id">The process that has started them.</param>
    /// <param name="command">How it was started, where it is ours; it is then ended with all others.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="ToolException">There is none, or none to be seen.</exception>
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
        // It runs already.
    }

    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        _process.Dispose();
        _process = Start(_command!);
        _begin = _time.GetTimestamp();
        await WaitForPortAsync(cancellationToken);
    }

    /// <summary>A process that ends lets go of its connections a little earlier.</summary>
    public async Task WaitForEndAsync()
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
    public ToolException WithoutPort(Exception refusal) => MissingPort.Of(Id, Name, refusal);

    /// <summary>It has ended, and there is nothing to judge it by.</summary>
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

    /// <summary>A process by its port; without one, says why.</summary>
    private static LiveTarget WithPort(Process process, TimeProvider time)
    {
        if (DiagnosticPorts.Has(process.Id))
        {
            return new LiveTarget(process, process.ProcessName, command: null, time);
        }

        throw MissingPort.Of(process.Id, $"{process.ProcessName} ({process.Id})", cause: null);
    }
}
