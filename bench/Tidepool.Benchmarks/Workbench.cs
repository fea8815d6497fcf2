using System.CommandLine;
using Tidepool.Benchmarks.Targets;

namespace Tidepool.Benchmarks;

/// <summary>What all commands have in common: where they write, a clock, targets met or missed, and failures reported in a sentence.</summary>
internal sealed class Workbench(TextWriter output, TimeProvider time)
{
    private const int Success = 0;
    private const int Failure = 1;

    /// <summary>The exit code of a command that measured everything, and found a target missed.</summary>
    private const int Missed = 2;

    private int _targets;
    private int _met;

    public TimeProvider Time => time;

    /// <summary>Gets the repository the program was built in: the folder of the solution above it; null where there is none.</summary>
    public static string? Repository
    {
        get
        {
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Tidepool.slnx")))
            {
                folder = folder.Parent;
            }

            return folder?.FullName;
        }
    }

    public static Option<bool> Quick() => new("--quick") { Description = "Few short rounds: shows that all works; the figures are rough." };

    /// <summary>An option for a number within limits.</summary>
    public static Option<int?> Number(string name, int most, string description)
    {
        Option<int?> option = new(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is { } given && (given < 1 || given > most))
            {
                result.AddError($"{name} takes a number from 1 to {most:N0}.");
            }
        });
        return option;
    }

    /// <summary>A command that takes options; a quick run is one of them, and the second argument of <paramref name="measure"/>.</summary>
    public Command Command(string name, string description, IEnumerable<Option> options, Func<ParseResult, bool, Task> measure)
    {
        Option<bool> quick = Quick();
        Command command = new(name, description) { quick };
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, _) => RunAsync(() => measure(parsed, parsed.GetValue(quick))));
        return command;
    }

    /// <summary>A command with no other option.</summary>
    public Command Command(string name, string description, Func<Workbench, bool, Task> measure) =>
        Command(name, description, [], (_, quick) => measure(this, quick));

    /// <summary>Writes where the figures come from, measures, and returns the exit code.</summary>
    public async Task<int> RunAsync(Func<Task> measure)
    {
        Show(text => text.List(Provenance.Gather(time).Lines()));
        try
        {
            await measure();
        }
        catch (BenchmarkException failure)
        {
            WriteLine($"Failed: {failure.Message} Nothing measured here counts.");
            return Failure;
        }

        if (_targets > 0)
        {
            WriteLine($"{_met} of {_targets} targets met. Each figure is the median of its rounds, with quartiles; another run may differ by more.");
        }

        return _met == _targets ? Success : Missed;
    }

    /// <summary>Writes something for a person at a terminal.</summary>
    public void Show(Action<Markdown> write)
    {
        Markdown text = new(isAligned: true);
        write(text);
        output.Write(text);
    }

    public void WriteLine(string line) => output.WriteLine(line);

    /// <summary>Writes an outcome as a line, and counts it for the exit code.</summary>
    public void Tell(TargetOutcome outcome)
    {
        const int RowWidth = 40;
        _targets++;
        _met += outcome.IsMet ? 1 : 0;
        string sign = outcome.IsFloor ? "≥" : "≤";
        string figure = outcome.Figure.Median.ToString(outcome.Figure.Median is > 0 and < 0.01 ? "0.00000" : "0.000", CultureInfo.InvariantCulture);
        output.Write(outcome.IsMet ? "met    " : "MISSED ");
        output.WriteLine($"{outcome.Row,-RowWidth} {figure,8}  {sign} {Figures.Ratio(outcome.Limit)}  ({Figures.Spread(outcome.Figure)}; {outcome.What})");
        if (!outcome.IsMet && outcome.Reason is { } reason)
        {
            output.WriteLine($"         {reason}");
        }
    }
}
