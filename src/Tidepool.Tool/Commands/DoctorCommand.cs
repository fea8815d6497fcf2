using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Spectre.Console;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Comparing;
using Tidepool.Tool.Recording;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Commands;

/// <summary>The command <c>doctor</c>, which examines a program and advises whether to pool.</summary>
internal static class DoctorCommand
{
    internal const string Name = "doctor";

    private const int FewestSamples = 100;
    private const int MostSamples = 1_000_000;
    private const int LongestPause = 60_000;

    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    internal static Command Create(IAnsiConsole console, IAnsiConsole errors, TimeProvider time)
    {
        Option<int?> processId = CheckedText.ProcessIdOption("--process-id", "The id of the process to examine.");
        processId.Aliases.Add("-p");
        Option<string?> name = CheckedText.Text("--name", "The name of the process to examine. On Linux, a process that runs as `dotnet "
            + "MyServer.dll` is also found as MyServer.", "the name of a process", "MyServer");
        name.Aliases.Add("-n");
        Option<FileInfo[]> traces = CheckedText.Files("--trace", "Recorded traces (.nettrace) to judge instead, from one or many machines, with one "
            + "verdict for all.", "machine1.nettrace");
        Option<FileInfo[]> compare = CheckedText.Files("--compare", "Compares two reports (.json) or traces (.nettrace), from before and after a change.",
            "before.json");
        Option<FileInfo?> port = CheckedText.File(
            "--diagnostic-port", "Waits for a program to connect, and records it from its first instruction. Start it with DOTNET_DiagnosticPorts set to "
                + "this path.", "/diagnostics/port.sock");
        Argument<string[]> commandLine = new("command") { Description = "After --: a program to start and examine, with its arguments.",
            Arity = ArgumentArity.ZeroOrMore };
        Option<TimeSpan?> duration = CheckedText.Time(
            "--duration", "How long each step records, such as 00:00:30. By default, until there are enough samples, and at most two minutes for all "
                + "steps together.", TimeSpan.FromSeconds(1), s_longest, "00:00:30");
        Option<int?> samples = CheckedText.Whole(
            "--samples", $"Without --duration, step 2 records until there are this many samples, by default {Words.Number(RecordingPlan.EnoughSamples)}. "
                + $"More samples make shares more precise.", FewestSamples, MostSamples, "10000");
        Option<bool> lifetimes = new("--lifetimes") { Description = $"Also follows byte arrays through collections, to find out how long they live and how "
            + $"many are alive at once. Costs the program more: see {Documents.AddressOf("doctor.md")}" };
        Option<bool> children = new("--children") { Description = "Examines the busiest .NET program that the process has started: for launchers written "
            + "in .NET. (Those started by shells and scripts are found without it.)" };
        Option<double?> maxPauseShare = CheckedText.Number(
            "--max-pause-share", $"Step 1: the largest acceptable share of the time paused, 0 to 1, by default "
                + $"{Invariant(Thresholds.Default.MaxPauseShare)}.", 0, 1, "", "0.02");
        Option<double?> maxPause = CheckedText.Number(
            "--max-pause-p99", $"Step 1: the largest acceptable 99th percentile of pauses, in milliseconds, by default "
                + $"{Invariant(Thresholds.Default.MaxPauseP99)}.", 0, LongestPause, " of milliseconds", "20");
        Option<double?> minByteArrays = CheckedText.Number(
            "--min-byte-array-share", $"Step 2: the smallest share of the allocated bytes at which byte arrays are the problem, 0 to 1, by default "
                + $"{Invariant(Thresholds.Default.MinByteArrayShare)}.", 0, 1, "", "0.5");
        Option<FileInfo?> json = CheckedText.File("--json", "Also writes the report as JSON to this file. With -, it goes to standard output, and everything "
            + "else to standard error.", "report.json");
        Option<FileInfo?> html = CheckedText.File("--html", "Also writes the report as a single HTML page to this file. - works as for --json.", "report.html");
        Option<DirectoryInfo?> saveTrace = CheckedText.Folder("--save-trace", "Keeps the recorded traces in this folder.", "traces");
        Option<string?> failOn = CheckedText.Word("--fail-on", $"Exits with code {ToolCommand.UnwantedVerdict} if this is the verdict.",
            [.. Verdict.All.Select(static verdict => verdict.Word)]);

        Command command = new(Name, "Finds out whether a pool of byte buffers would help a program, and how to set one up.")
        {
            commandLine, processId, name, traces, compare, port, duration, samples, lifetimes, children, maxPauseShare, maxPause, minByteArrays, json, html,
                saveTrace, failOn,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            CheckTargets(parsed, commandLine, processId, name, traces, compare, port);
            CheckRecording(parsed, traces, duration, lifetimes, saveTrace, children);
            CheckRecording(parsed, compare, duration, lifetimes, saveTrace, children, failOn);
            Thresholds thresholds = new(
                parsed.GetValue(maxPauseShare) ?? Thresholds.Default.MaxPauseShare,
                parsed.GetValue(maxPause) ?? Thresholds.Default.MaxPauseP99,
                parsed.GetValue(minByteArrays) ?? Thresholds.Default.MinByteArrayShare);
            int enough = parsed.GetValue(samples) ?? RecordingPlan.EnoughSamples;
            ReportFiles files = new(parsed.GetValue(json), parsed.GetValue(html), console.Profile.Out.Writer, time);
            IAnsiConsole screen = files.TakeOutput ? errors : console;
            ProgressReport progress = new(screen, time);
            FileInfo[] recorded = parsed.GetValue(traces) ?? [];
            FileInfo[] compared = parsed.GetValue(compare) ?? [];
            files.Check([.. recorded, .. compared]);
            if (compared.Length > 0)
            {
                Comparison comparison = compared is not [var before, var after]
                    ? throw new ToolException($"--compare takes two files, before and after, and not {compared.Length}.")
                    : before.FullName == after.FullName
                    ? throw new ToolException($"--compare is given {before.FullName} twice: give it another file to compare with.")
                    : Comparison.Of(Measured.Of(before), Measured.Of(after));
                ComparisonReport.Write(comparison, screen);
                files.Write(comparison);
                return ToolCommand.Success;
            }

            Judgement judgement;
            if (recorded.Length > 0)
            {
                judgement = new TraceExamination(thresholds, enough, progress).Run(recorded);
            }
            else
            {
                RecordingPlan plan = new(parsed.GetValue(duration), enough, parsed.GetValue(lifetimes));
                using TraceStore store = TraceStore.In(parsed.GetValue(saveTrace));
                if (parsed.GetValue(port) is { } path)
                {
                    progress.Tell($"Waiting for a program with DOTNET_DiagnosticPorts={path.FullName} …");
                    await using PortTarget connected = await PortTarget.ListenAsync(path, cancellationToken);
                    judgement = await ExamineAsync(connected, store, plan);
                }
                else
                {
                    using LiveTarget target = await TargetAsync(parsed.GetValue(processId), parsed.GetValue(name), parsed.GetValue(commandLine)!,
                        parsed.GetValue(children), time, cancellationToken);
                    if (target.Remark is { } remark)
                    {
                        progress.Tell(remark);
                    }

                    judgement = await ExamineAsync(target, store, plan);
                }

                Task<Judgement> ExamineAsync(IRecordedTarget target, TraceStore store, RecordingPlan plan) =>
                    new Examination(new LiveProgram(target, store, time), plan, thresholds, progress).RunAsync(cancellationToken);
            }

            new ConsoleReport(screen).Write(judgement);
            files.Write(judgement);
            return cancellationToken.IsCancellationRequested ? ToolCommand.Failure
                : judgement.Verdict.Word == parsed.GetValue(failOn) ? ToolCommand.UnwantedVerdict
                : judgement.Verdict == Verdict.TooLittle ? ToolCommand.Failure
                : ToolCommand.Success;
        });
        return command;
    }

    /// <exception cref="ToolException">No target is given, or more than one, or the target is mistyped.</exception>
    private static void CheckTargets(ParseResult parsed, Argument commandLine, params Option[] targets)
    {
        string[] given = [.. targets.Where(option => parsed.GetResult(option) is not null).Select(static option => option.Name)];
        if (parsed.GetResult(commandLine) is { Tokens.Count: > 0 } words)
        {
            // Otherwise, a mistyped option would be taken for a program.
            if (!parsed.Tokens.Any(static token => token.Type == TokenType.DoubleDash))
            {
                throw MistypedTarget.Of(parsed, [.. words.Tokens.Select(static token => token.Value)], given.Length == 0);
            }

            given = [.. given, "-- COMMAND"];
        }

        if (given.Length != 1)
        {
            throw new ToolException(given.Length == 0
                ? "Say what to examine, one of: --process-id N, --name NAME, --trace FILE…, --compare BEFORE AFTER, --diagnostic-port PATH, or -- COMMAND "
                    + "ARGS…."
                : $"{string.Join(" and ", given)} each say what to examine: give only one of them.");
        }
    }

    private static async Task<LiveTarget> TargetAsync(int? id, string? name, string[] command, bool isChild, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (id is null && name is null)
        {
            return await LiveTarget.StartAsync(command, prefersChild: isChild, time, cancellationToken);
        }

        if (!isChild)
        {
            return id is { } given ? LiveTarget.ById(given, time) : LiveTarget.ByName(name!, time);
        }

        using LiveTarget? parent = id is null ? LiveTarget.ByName(name!, time) : null;
        return await LiveTarget.ChildOfAsync(id ?? parent!.Id, time, cancellationToken);
    }

    /// <exception cref="ToolException">Traces are given together with an option that applies only to recording.</exception>
    private static void CheckRecording(ParseResult parsed, Option traces, params Option[] forRecording)
    {
        if (parsed.GetResult(traces) is not null && forRecording.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } idle)
        {
            throw new ToolException($"{idle.Name} is for recording, and {traces.Name} reads what was recorded before: give only one of them.");
        }
    }

    private static string Invariant(double number) => number.ToString(CultureInfo.InvariantCulture);
}
