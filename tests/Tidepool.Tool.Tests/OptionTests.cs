using Spectre.Console;
using Tidepool.Tool.Commands;

namespace Tidepool.Tool.Tests;

/// <summary>What is mistyped is told in one sentence, with exit code 2.</summary>
[Trait("Requirement", "D6")]
[Trait("Requirement", "B10")]
public class OptionTests
{
    /// <summary>Each command with what it can't do without.</summary>
    private static readonly string[][] s_commands = [["doctor", "--process-id=1"], ["watch", "1"]];

    /// <summary>For each option what it doesn't take.</summary>
    private static readonly Dictionary<string, string[]> s_wrong = new()
    {
        ["--process-id"] = ["abc", "1.5", "0", "99999999999"],
        ["--name"] = [""],
        ["--trace"] = [""],
        ["--compare"] = [""],
        ["--diagnostic-port"] = [""],
        ["--children"] = [],
        ["--duration"] = ["30s", "1m", "30", "00:00:00", "x", ""],
        ["--samples"] = ["many", "99", "1000001", "2e3"],
        ["--lifetimes"] = [],
        ["--max-pause-share"] = ["1%", "2", "-1", "NaN", "0,5"],
        ["--max-pause-p99"] = ["10ms", "-1", "60001"],
        ["--min-byte-array-share"] = ["x", "-0.1", "1.1"],
        ["--json"] = [""],
        ["--html"] = [" "],
        ["--save-trace"] = [""],
        ["--fail-on"] = ["perhaps", ""],
        ["--interval"] = ["x", "0", "61", "1s"],
        ["--count"] = ["x", "0", "1.0"],
    };

    public static TheoryData<string, string, string> Wrong() =>
    [
        .. from command in s_commands
           from option in OptionsOf(command[0])
           from text in s_wrong[option]
           select (command[0], option, text),
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task AWrongText_IsToldWithWhatWouldFit(string command, string option, string text)
    {
        ToolRun run = await ToolRun.OfAsync(Arguments(command, option, text));
        Assert.Equal(2, run.ExitCode);
        string line = Assert.Single(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches($"^error: {option} takes .+, for example .+, and not \"", line);
        Assert.EndsWith($"and not \"{text}\".", line, StringComparison.Ordinal);
    }

    /// <summary>What the sentence gives as an example is taken.</summary>
    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task TheExample_IsTaken(string command, string option, string text)
    {
        ToolRun run = await ToolRun.OfAsync(Arguments(command, option, text));
        string example = run.Errors.Split(", for example ")[1].Split(", and not ")[0];
        Assert.Empty(ToolCommand.Create(AnsiConsole.Console, AnsiConsole.Console, TimeProvider.System).Parse(Arguments(command, option, example)).Errors);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("0")]
    [InlineData("1.5")]
    public async Task AWrongId_IsToldWithWhatWouldFit(string text)
    {
        ToolRun run = await ToolRun.OfAsync("watch", text);
        Assert.Equal((2, $"error: process-id takes a whole number from 1 to {int.MaxValue}, for example 4711, and not \"{text}\".\n"),
            (run.ExitCode, run.Errors));
    }

    [Theory]
    [InlineData("for option: '--duration'.", "doctor", "--process-id", "1", "--duration")]
    [InlineData("for option: '--json'.", "doctor", "--process-id", "1", "--json=")]
    [InlineData("'process-id' missing for command: 'watch'.", "watch")]
    public async Task AMissingText_IsTold(string sentence, params string[] arguments)
    {
        ToolRun run = await ToolRun.OfAsync(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Matches($"^error: Required argument .*{sentence}\n$", run.Errors);
    }

    /// <summary>No command is no mistake, but a question.</summary>
    [Fact]
    public async Task WithoutACommand_AllAreShown()
    {
        ToolRun run = await ToolRun.OfAsync();
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.All(["doctor", "ps", "watch"], command => Assert.Matches($"(?m)^  {command} ", run.Output));
    }

    /// <summary>A tool that is installed has no documents beside it.</summary>
    [Fact]
    public async Task Help_NamesNoFileOfTheRepository()
    {
        ToolRun run = await ToolRun.OfAsync("doctor", "--help");
        Assert.Contains("see https://github.com/tidepool-net/tidepool/blob/main/docs/doctor.md", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(" docs/", run.Output, StringComparison.Ordinal);
        Assert.Contains("by default 2,000.", run.Output, StringComparison.Ordinal);
    }

    private static string[] Arguments(string command, string option, string text) =>
        [.. s_commands.Single(known => known[0] == command).Where(part => !part.StartsWith(option, StringComparison.Ordinal)), option, text];

    private static IEnumerable<string> OptionsOf(string command) =>
        ToolCommand.Create(AnsiConsole.Console, AnsiConsole.Console, TimeProvider.System).Subcommands.Single(known =>
            known.Name == command).Options.Select(static option => option.Name);
}
