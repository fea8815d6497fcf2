using System.Text.RegularExpressions;
using Spectre.Console;
using Tidepool.Tool.Commands;

namespace Tidepool.Tool.Tests;

/// <summary>Mistyped options are reported in one sentence, with exit code 2.</summary>
[Trait("Requirement", "D6")]
[Trait("Requirement", "B10")]
public class OptionTests
{
    /// <summary>Each command with its required arguments.</summary>
    private static readonly string[][] s_commands = [["doctor", "--process-id=1"], ["watch", "1"]];

    /// <summary>Invalid values for each option.</summary>
    private static readonly Dictionary<string, string[]> s_wrong = new()
    {
        ["--process-id"] = ["abc", "1.5", "0", "99999999999"],
        ["--name"] = [""],
        ["--trace"] = [""],
        ["--compare"] = [""],
        ["--diagnostic-port"] = [""],
        ["--children"] = [],
        ["--duration"] = ["30s", "1m", "30", "1:00", "0:30", "00:00:00", "x", ""],
        ["--samples"] = ["many", "99", "1000001", "2e3"],
        ["--lifetimes"] = [],
        ["--max-pause-share"] = ["1%", "2", "-1", "NaN", "0,5", "0,01"],
        ["--max-pause-p99"] = ["10ms", "-1", "60001"],
        ["--min-byte-array-share"] = ["x", "-0.1", "1.1"],
        ["--json"] = [""],
        ["--html"] = [" "],
        ["--save-trace"] = [""],
        ["--fail-on"] = ["perhaps", "stop", ""],
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
        Assert.Matches($"and not \"{Regex.Escape(text)}\"[.]( Did you mean .+[?])?$", line);
    }

    /// <summary>The example in the error message is valid.</summary>
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

    /// <summary>The parser's own messages say neither what is missing nor what would be valid.</summary>
    [Theory]
    [InlineData("--duration takes a time from .*, for example 00:00:30, and nothing was given.", "doctor", "--process-id", "1", "--duration")]
    [InlineData("--json takes the path of a file, for example report.json, and nothing was given.", "doctor", "--process-id", "1", "--json=")]
    [InlineData("--fail-on takes one of .*, for example pool, and nothing was given.", "doctor", "--process-id", "1", "--fail-on")]
    [InlineData("--trace takes the paths of files, for example machine1.nettrace, and nothing was given.", "doctor", "--trace")]
    [InlineData("--duration is given 2 times: give it once.", "doctor", "--process-id", "1", "--duration", "00:00:10", "--duration", "00:00:20")]
    [InlineData("process-id is missing: The id of a process that uses Tidepool; `tidepool ps` lists them.", "watch")]
    [InlineData("process-id takes a whole number .*, and not \"@list\".", "watch", "@list")]
    public async Task AMissingOrRepeatedText_IsTold(string sentence, params string[] arguments)
    {
        ToolRun run = await ToolRun.OfAsync(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Matches($"^error: {sentence}\n$", run.Errors);
    }

    /// <summary>The tool doesn't guess whether a time is in hours or minutes, or which of several words is meant.</summary>
    [Theory]
    [InlineData("as hours:minutes:seconds, for example 00:01:00, and not \"1:00\".", "--duration", "1:00")]
    [InlineData("for example 0.01, and not \"0,01\".", "--max-pause-share", "0,01")]
    [InlineData("Did you mean stop-no-gc-problem, .* or stop-too-small[?]", "--fail-on", "stop")]
    public async Task WhatIsAmbiguous_IsRefusedWithWhatMayBeMeant(string sentence, params string[] option)
    {
        ToolRun run = await ToolRun.OfAsync(["doctor", "--process-id", "1", .. option]);
        Assert.Equal(2, run.ExitCode);
        Assert.Matches(sentence, run.Errors);
    }

    /// <summary>A missing command isn't an error: the help is shown.</summary>
    [Fact]
    public async Task WithoutACommand_AllAreShown()
    {
        ToolRun run = await ToolRun.OfAsync();
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.All(["doctor", "ps", "watch"], command => Assert.Matches($"(?m)^  {command} ", run.Output));
    }

    /// <summary>An installed tool doesn't include the documents.</summary>
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
