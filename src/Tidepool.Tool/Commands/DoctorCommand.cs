using System.CommandLine;
using Spectre.Console;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Recording;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Commands;

/// <summary>The command <c>doctor</c>: examines, judges, advises.</summary>
internal static class DoctorCommand
{
    private const int FewestSamples = 100;
    private const int MostSamples = 1_000_000;
    private const int LongestPause = 60_000;

    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    internal static Command Create(IAnsiConsole console, TimeProvider time)
    {
        Option<int?> processId = new("--process-id", "-p") { Description = "The process to examine, by its id." };
        Option<string?> name = new("--name", "-n") { Description = "The process to examine, by its name." };
        Option<FileInfo[]> traces = new("--trace") { Description = "Recorded traces (.nettrace) to judge instead, of one or many machines: one verdict for all.", AllowMultipleArgumentsPerToken = true };
        Argument<string[]> commandLine = new("command") { Description = "After --: a program to start and examine, with its arguments.", Arity = ArgumentArity.ZeroOrMore };
        Option<TimeSpan?> duration = new("--duration") { Description = "How long to record, for each step: as 00:00:30. By default until there are samples enough, at most two minutes." };
        duration.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<TimeSpan?>() is { } value && (value < TimeSpan.FromSeconds(1) || value > s_longest))
            {
                result.AddError($"--duration must be from 00:00:01 to {s_longest}.");
            }
        });
        Option<int> samples = new("--samples") { Description = "Without --duration, step 2 records until there are so many samples. More make the shares surer.", DefaultValueFactory = static _ => RecordingPlan.EnoughSamples };
        samples.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= FewestSamples and <= MostSamples))
            {
                result.AddError($"--samples must be from {FewestSamples} to {MostSamples}.");
            }
        });
        Option<bool> lifetimes = new("--lifetimes") { Description = "Also follows byte arrays through collections, to tell how many are alive at once. Costs the program more: see docs/doctor.md." };
        Option<double> maxPauseShare = Share("--max-pause-share", "Step 1: over this share of time paused there is a problem, 0 to 1.", Thresholds.Default.MaxPauseShare);
        Option<double> maxPause = new("--max-pause-p99") { Description = "Step 1: so do pauses with a 99th percentile over so many milliseconds.", DefaultValueFactory = static _ => Thresholds.Default.MaxPauseP99 };
        Option<double> minByteArrays = Share("--min-byte-array-share", "Step 2: under this share of the bytes allocated, byte arrays aren't the problem, 0 to 1.", Thresholds.Default.MinByteArrayShare);
        maxPause.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= LongestPause))
            {
                result.AddError($"--max-pause-p99 must be from 0 to {LongestPause} milliseconds.");
            }
        });
        Option<FileInfo?> json = new("--json") { Description = "Also writes the report as JSON to this file." };
        Option<FileInfo?> html = new("--html") { Description = "Also writes the report as one HTML page to this file." };
        Option<DirectoryInfo?> saveTrace = new("--save-trace") { Description = "Keeps the recorded traces in this folder." };
        Option<string?> failOn = new("--fail-on") { Description = $"Ends with exit code {ToolCommand.UnwantedVerdict} at this verdict." };
        failOn.AcceptOnlyFromAmong([.. Verdict.All.Select(static verdict => verdict.Word)]);

        Command command = new("doctor", "Tells whether a pool of byte buffers would help a program, and how to set one up.")
        {
            commandLine, processId, name, traces, duration, samples, lifetimes, maxPauseShare, maxPause, minByteArrays, json, html, saveTrace, failOn,
        };
        command.Validators.Add(result =>
        {
            int targets = (result.GetResult(processId) is null ? 0 : 1) + (result.GetResult(name) is null ? 0 : 1) + (result.GetResult(traces) is null ? 0 : 1)
                + (result.GetResult(commandLine) is { Tokens.Count: > 0 } ? 1 : 0);
            if (targets != 1)
            {
                result.AddError("Say what to examine, one of: --process-id N, --name NAME, --trace FILE…, or -- COMMAND ARGS….");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Thresholds thresholds = new(parsed.GetValue(maxPauseShare), parsed.GetValue(maxPause), parsed.GetValue(minByteArrays));
            ProgressReport progress = new(console, time);
            Judgement judgement;
            if (parsed.GetValue(traces) is { Length: > 0 } files)
            {
                judgement = new TraceExamination(thresholds, parsed.GetValue(samples), progress).Run(files);
            }
            else
            {
                using LiveTarget target = parsed.GetValue(processId) is { } id ? LiveTarget.ById(id)
                    : parsed.GetValue(name) is { } wanted ? LiveTarget.ByName(wanted)
                    : await LiveTarget.StartAsync(parsed.GetValue(commandLine)!, time, cancellationToken);
                using TraceStore store = TraceStore.In(parsed.GetValue(saveTrace));
                RecordingPlan plan = new(parsed.GetValue(duration), parsed.GetValue(samples), parsed.GetValue(lifetimes));
                judgement = await new Examination(target, plan, thresholds, progress, store, time).RunAsync(cancellationToken);
            }

            new ConsoleReport(console).Write(judgement);
            JsonReport.Write(judgement, parsed.GetValue(json), time);
            HtmlReport.Write(judgement, parsed.GetValue(html), time);
            return judgement.Verdict.Word == parsed.GetValue(failOn) ? ToolCommand.UnwantedVerdict : ToolCommand.Success;
        });
        return command;
    }

    private static Option<double> Share(string name, string description, double value)
    {
        Option<double> option = new(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 1))
            {
                result.AddError($"{name} must be from 0 to 1.");
            }
        });
        return option;
    }
}
