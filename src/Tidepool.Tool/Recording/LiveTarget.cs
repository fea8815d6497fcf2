using System.Diagnostics;
using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;

namespace Tidepool.Tool.Recording;

/// <summary>A process on this machine to examine.</summary>
internal sealed class LiveTarget : IRecordedTarget, IDisposable
{
    private static readonly TimeSpan s_endPatience = TimeSpan.FromSeconds(10);

    /// <summary>Commands of the dotnet CLI that build a program first, and then run it in another process.</summary>
    private static readonly string[] s_builders = ["run", "watch", "test"];

    /// <summary>The command that the tool started; null if the process was running already.</summary>
    private readonly string[]? _command;

    /// <summary>Whether to examine a program that the command starts, even if the command can be examined itself.</summary>
    private readonly bool _prefersChild;

    private readonly TimeProvider _time;

    /// <summary>The process that the tool started: the examined one, or the one that started it. Null if it was running already.</summary>
    private Process? _started;

    private Process _process;
    private long _begin;

    private LiveTarget(Process process, TimeProvider time, Process? started = null, string[]? command = null, bool prefersChild = false)
    {
        _process = process;
        _started = started;
        _command = command;
        _prefersChild = prefersChild;
        _time = time;
        _begin = time.GetTimestamp();
        Name = $"{NameOf(process, process == started ? command : null)} ({process.Id})";
    }

    internal int Id => _process.Id;

    /// <summary>Name and id, kept because the process may end.</summary>
    public string Name { get; }

    /// <summary>A sentence saying which process is examined, if that isn't clear from the command line; otherwise null.</summary>
    internal string? Remark { get; private init; }

    public bool HasEnded => _process.HasExited;

    public DiagnosticsClient Client => new(Id);

    /// <summary>Whether the tool started the program, and so can start it again.</summary>
    public bool CanStartAgain => _command is not null;

    /// <summary>Names and ids of the .NET programs that it started.</summary>
    public IReadOnlyList<string> Children => [.. ChildProcesses.DotnetOf((_started ?? _process).Id).Where(id => id != Id).Select(ChildProcesses.Describe)];

    /// <exception cref="ToolException">There is no such process, or it can't be examined.</exception>
    internal static LiveTarget ById(int id, TimeProvider time)
    {
        Process process = ProcessOf(id);
        try
        {
            return DiagnosticPorts.Has(id) ? new LiveTarget(process, time) : throw MissingPort.Of(id, $"{NameOf(process, command: null)} ({id})", cause: null);
        }
        catch (InvalidOperationException ended)
        {
            throw new ToolException($"The process {id} has ended. `tidepool ps` lists those that can be examined.", ended);
        }
    }

    /// <exception cref="ToolException">There is no process of that name, or more than one, or it can't be examined.</exception>
    internal static LiveTarget ByName(string name, TimeProvider time)
    {
        int[] named = [.. Process.GetProcessesByName(name).Select(static process => process.Id).Where(static id => id != Environment.ProcessId)];
        int[] dotnet = [.. DiagnosticPorts.All().Where(id => named.Contains(id) || RunningProcess.ProgramOf(id) == name)];
        return (dotnet.Length > 0 ? dotnet : named) switch
        {
            [] => throw new ToolException($"There is no process named \"{name}\". `tidepool ps` lists those that can be examined.{MeantBy(name)}"),
            [int one] => ById(one, time),
            int[] many => throw new ToolException($"There are {many.Length} processes named \"{name}\": {string.Join(", ", many)}. Choose one with "
                + $"--process-id."),
        };
    }

    /// <summary>Asks whether a process of a similar name was meant, or the process whose id was given as a name.</summary>
    private static string MeantBy(string name)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
        {
            return DiagnosticPorts.Has(id) ? Suggestion.Question($"--process-id {id}") : "";
        }

        string[] names = [.. RunningProcess.All().Select(static process => process.Name).Distinct()];
        string bare = Path.GetExtension(name) is ".dll" or ".exe" ? Path.GetFileNameWithoutExtension(name) : name;
        return Suggestion.Question(Suggestion.Nearest(bare, names) is { } near ? $"--name {near}" : null);
    }

    /// <summary>Starts a program, which shares the tool's output. It is stopped, with all that it started, when the examination ends. If it isn't a .NET
    /// program but starts one, as a shell does, that one is examined.</summary>
    /// <exception cref="ToolException">The program can't be started, or isn't one that can be examined.</exception>
    internal static async Task<LiveTarget> StartAsync(string[] command, bool prefersChild, TimeProvider time, CancellationToken cancellationToken)
    {
        CheckChildren(prefersChild);
        if (!prefersChild && Path.GetFileNameWithoutExtension(command[0]) is "dotnet"
            && command.Skip(1).FirstOrDefault(static argument => !argument.StartsWith('-')) is { } word
            && (s_builders.Contains(word) || Path.GetExtension(word) is ".cs"))
        {
            throw new ToolException($"`dotnet {word}` builds a program, and runs it in another process than the one that would be examined. Start the "
                + $"program itself: `dotnet X.dll`, or its executable.");
        }

        Process started = StartedProgram.Start(command);
        long begin = time.GetTimestamp();
        try
        {
            int? id = await ProgramSearch.FindAsync(started, $"\"{command[0]}\"", prefersChild, time, cancellationToken);
            return id is null ? throw EndedTooSoon(command[0], started, time.GetElapsedTime(begin), cause: null)
                : new LiveTarget(id == started.Id ? started : ProcessOf(id.Value), time, started, command, prefersChild)
                {
                    Remark = RemarkOf(started.Id, id.Value, $"\"{command[0]}\"", prefersChild),
                };
        }
        catch
        {
            End(started);
            throw;
        }
    }

    /// <summary>Finds the busiest of the .NET programs that a running process started. If there are none, the process itself is examined.</summary>
    /// <exception cref="ToolException">There is no such process, or nothing that can be examined.</exception>
    internal static async Task<LiveTarget> ChildOfAsync(int parent, TimeProvider time, CancellationToken cancellationToken)
    {
        CheckChildren(prefersChild: true);
        using Process process = ProcessOf(parent);
        string name = $"The process {parent}";
        return await ProgramSearch.FindAsync(process, name, prefersChild: true, time, cancellationToken) is { } id
            ? new LiveTarget(ProcessOf(id), time) { Remark = RemarkOf(parent, id, name, prefersChild: true) }
            : throw new ToolException($"{name} ended before it had started a .NET program.");
    }

    public void OnRecording()
    {
        // The process is running already.
    }

    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        Release();
        _process = _started = StartedProgram.Start(_command!);
        _begin = _time.GetTimestamp();
        int id = await ProgramSearch.FindAsync(_started, $"\"{_command![0]}\"", _prefersChild, _time, cancellationToken) ?? throw EndedTooSoon(cause: null);
        _process = id == _started.Id ? _started : ProcessOf(id);
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
    public ToolException EndedTooSoon(Exception? cause) => _command is null || !_started!.HasExited
        ? new ToolException($"{Name} has ended before it could be examined.", cause)
        : EndedTooSoon(_command[0], _started, _time.GetElapsedTime(_begin), cause);

    public void Dispose() => Release();

    private static ToolException EndedTooSoon(string command, Process started, TimeSpan after, Exception? cause)
    {
        string advice = started.ExitCode != 0 ? "It seems to have failed; its own output may say why."
            : "If it is a .NET program, give it work for at least a few seconds.";
        string sentence = string.Create(CultureInfo.InvariantCulture, $"\"{command}\" ended after {after.TotalSeconds:0.0} s, with exit code "
            + $"{started.ExitCode}, before it could be examined. {advice}");
        return new ToolException(sentence, cause);
    }

    private static string? RemarkOf(int asked, int found, string name, bool prefersChild) =>
        found != asked ? $"{name} started {ChildProcesses.Describe(found)}, which is examined."
        : prefersChild ? $"{name} has started no .NET program, so it is examined itself."
        : null;

    /// <exception cref="ToolException">Children are wanted, and aren't visible.</exception>
    private static void CheckChildren(bool prefersChild)
    {
        if (prefersChild && !ChildProcesses.AreShown)
        {
            throw new ToolException("--children works only on Linux, where the children of a process can be seen. Give the program's own id, with "
                + "--process-id.");
        }
    }

    /// <summary>The name that <c>tidepool ps</c> shows.</summary>
    private static string NameOf(Process process, string[]? command)
    {
        string? program = RunningProcess.ProgramOf(process.Id) ?? (command is null ? null : RunningProcess.ProgramIn(command) ?? Path.GetFileName(command[0]));
        try
        {
            return program ?? process.ProcessName;
        }
        catch (InvalidOperationException)
        {
            // It has just ended.
            return "process";
        }
    }

    /// <summary>Ends the process that the tool started, and disposes of the rest.</summary>
    private void Release()
    {
        if (_started != _process)
        {
            _process.Dispose();
        }

        if (_started is not null)
        {
            End(_started);
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
}
