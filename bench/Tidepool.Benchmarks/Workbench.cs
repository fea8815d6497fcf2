using System.CommandLine;
using Spectre.Console;
using Tidepool.Benchmarks.Targets;

namespace Tidepool.Benchmarks;

/// <summary>What all commands have in common: a console, a clock, exit codes, and failures reported in a sentence.</summary>
internal sealed class Workbench(IAnsiConsole console, TimeProvider time)
{
    public const int Success = 0;
    public const int Failure = 1;

    /// <summary>Everything was measured, and a target was missed.</summary>
    public const int Missed = 2;

    public IAnsiConsole Console => console;

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

    public static Option<bool> Quick(string what = "Few short rounds") =>
        new("--quick") { Description = $"{what}: shows that all works; the figures are rough." };

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

    /// <summary>A table whose last columns hold figures.</summary>
    public static Table Table(string[] words, params string[] figures)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns(words);
        foreach (string heading in figures)
        {
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        }

        return table;
    }

    /// <summary>A command that begins with where its figures come from.</summary>
    public Command Command(string name, string description, IEnumerable<Symbol> takes, Func<ParseResult, Task<int>> execute)
    {
        Command command = new(name, description);
        foreach (Symbol each in takes)
        {
            if (each is Option option)
            {
                command.Options.Add(option);
            }
            else if (each is Argument argument)
            {
                command.Arguments.Add(argument);
            }
        }

        command.SetAction((parsed, _) => ReportAsync(parsed, execute));
        return command;
    }

    /// <summary>Does the work, and returns its exit code; or <see cref="Failure"/>, with the reason on the console.</summary>
    public async Task<int> ReportAsync(ParseResult parsed, Func<ParseResult, Task<int>> execute)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach ((string label, string value) in Provenance.Gather(time).Facts())
        {
            grid.AddRow(new Text(label, new Style(Color.Grey)), new Text(value));
        }

        console.Write(grid);
        console.WriteLine();
        try
        {
            return await execute(parsed);
        }
        catch (BenchmarkException failure)
        {
            console.MarkupLineInterpolated($"[red bold]Failed:[/] {failure.Message} Nothing measured here counts.");
            return Failure;
        }
    }

    /// <summary>Writes each outcome as a line, and returns the exit code.</summary>
    public int Judge(IEnumerable<TargetOutcome> outcomes) => outcomes.Select(Tell).ToArray().Contains(false) ? Missed : Success;

    /// <summary>Writes an outcome as a line, and returns whether the target is met.</summary>
    public bool Tell(TargetOutcome outcome)
    {
        const int RowWidth = 40;
        string sign = outcome.IsFloor ? "≥" : "≤";
        string figure = outcome.Ratio.Median.ToString(outcome.Ratio.Median is > 0 and < 0.01 ? "0.00000" : "0.000", CultureInfo.InvariantCulture);
        console.Write(new Text(outcome.IsMet ? "met    " : "MISSED ", new Style(outcome.IsMet ? Color.Green : Color.Red)));
        console.WriteLine($"{outcome.Row,-RowWidth} {figure,8}  {sign} {Figures.Ratio(outcome.Limit)}  ({Figures.Spread(outcome.Ratio)}; {outcome.What})");
        if (!outcome.IsMet && Explanations.Of(outcome.Row) is { } reason)
        {
            console.WriteLine($"         {reason}");
        }

        return outcome.IsMet;
    }
}
