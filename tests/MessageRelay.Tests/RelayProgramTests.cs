using System.Text.Json;
using Xunit;

namespace MessageRelay.Tests;

/// <summary>The real executable with its processes.</summary>
public sealed class RelayProgramTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("message-relay-").FullName;

    private string Html => Path.Combine(_directory, "sub", "report.html");

    [Fact]
    public async Task Run_JsonToStandardOutput_IsAloneThereAndComplete()
    {
        await using RelayProgram program = new(
            "--duration", "0.5", "--warm-up", "0.5", "--rounds", "2", "--connections", "4",
            "--max-message", "3m", "--seed", "7", "--json", "-", "--html", Html);
        (int exitCode, string output, string error) = await program.WaitAsync();

        Assert.True(exitCode == 0, error);
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement report = json.RootElement;
        Assert.Empty(report.GetProperty("defects").EnumerateArray());
        Assert.Equal(["NewArray", "ArrayPool", "Tidepool"], report.GetProperty("summaries").EnumerateArray().Select(s => s.GetProperty("kind").GetString()));
        JsonElement[] rounds = [.. report.GetProperty("rounds").EnumerateArray()];
        Assert.Equal(6, rounds.Length);
        foreach (JsonElement round in rounds)
        {
            JsonElement clients = round.GetProperty("clients");
            Assert.True(clients.GetProperty("received").GetInt64() > 0);
            Assert.Equal(clients.GetProperty("sent").GetInt64(), clients.GetProperty("received").GetInt64());
            Assert.Equal(0, clients.GetProperty("defective").GetInt64());
            Assert.True(round.GetProperty("server").GetProperty("messages").GetInt64() > 0);
            Assert.Equal(0, round.GetProperty("server").GetProperty("undeliverable").GetInt64());
        }

        JsonElement tidepool = rounds.Last(round => round.GetProperty("kind").GetString() == "Tidepool").GetProperty("ending");
        Assert.Equal(0, tidepool.GetProperty("rented").GetInt64());
        Assert.All(tidepool.GetProperty("buckets").EnumerateArray(), bucket =>
            Assert.Equal(
                bucket.GetProperty("hits").GetInt64() + bucket.GetProperty("misses").GetInt64(), bucket.GetProperty("returned").GetInt64()));
        Assert.Contains("None was lost or changed", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithControl_HoldsTidepoolAgainstIt()
    {
        await using RelayProgram program = new(
            "--duration", "0.5", "--warm-up", "0", "--rounds", "2", "--connections", "2",
            "--kinds", "tidepool,control,arraypool", "--json", "-", "--html", Html);
        (int exitCode, string output, string error) = await program.WaitAsync();

        Assert.True(exitCode == 0, error);
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement[] ratios = [.. json.RootElement.GetProperty("ratios").EnumerateArray()];
        Assert.Equal(
            [("Tidepool", "ArrayPool"), ("Control", "ArrayPool"), ("Tidepool", "Control")],
            ratios.Select(ratio => (ratio.GetProperty("kind").GetString()!, ratio.GetProperty("of").GetString()!)));
        foreach (JsonElement spread in ratios.SelectMany(ratio => (JsonElement[])[ratio.GetProperty("cpuPerMessage"), ratio.GetProperty("peakWorkingSet")]))
        {
            Assert.InRange(spread.GetProperty("median").GetDouble(), spread.GetProperty("lowest").GetDouble(), spread.GetProperty("highest").GetDouble());
            Assert.True(spread.GetProperty("lowest").GetDouble() > 0);
        }

        Assert.Contains("  Tidepool / control: CPU per message ", error, StringComparison.Ordinal);
        Assert.Contains("control: for each power of two", error, StringComparison.Ordinal);
        string page = await File.ReadAllTextAsync(Html, TestContext.Current.CancellationToken);
        Assert.Contains("<br>Tidepool / control: CPU per message ", page, StringComparison.Ordinal);
        Assert.Contains("<th>control</th>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Html_NeedsNothingFromOutside()
    {
        await using RelayProgram program = new(
            "--duration", "0.5", "--warm-up", "0", "--rounds", "1", "--connections", "2", "--kinds", "tidepool,new", "--mix", "1:100-4k", "--html", Html);
        (int exitCode, string output, string error) = await program.WaitAsync();

        Assert.True(exitCode == 0, error);
        Assert.Contains(Html, output, StringComparison.Ordinal);
        string page = await File.ReadAllTextAsync(Html, TestContext.Current.CancellationToken);
        Assert.Equal(10, Count(page, "<svg "));
        Assert.Equal(10, Count(page, "</svg>"));
        Assert.Contains("name=\"viewport\"", page, StringComparison.Ordinal);
        Assert.Contains("light-dark(", page, StringComparison.Ordinal);

        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
        Assert.Equal([Html], Directory.GetFiles(Path.GetDirectoryName(Html)!));
    }

    [Theory]
    [InlineData("--duration", "0", "--duration must be a number from 0.5 to 3600, and is '0'.")]
    [InlineData("--duration", "NaN", "--duration must be a number from 0.5 to 3600, and is 'NaN'.")]
    [InlineData("--warm-up", "-1", "--warm-up must be a number from 0 to 600, and is '-1'.")]
    [InlineData("--rounds", "many", "--rounds must be a whole number from 1 to 1000, and is 'many'.")]
    [InlineData("--connections", "1", "--connections must be a whole number from 2 to 1000, and is '1'.")]
    [InlineData("--window", "0", "--window must be a whole number from 1 to 1000, and is '0'.")]
    [InlineData("--kinds", "new,malloc", "--kinds: 'malloc' is none of new, arraypool, tidepool, control.")]
    [InlineData("--kinds", "new,new", "--kinds: 'new' is named twice.")]
    [InlineData("--mix", "100-200", "--mix: '100-200' is not of the form weight:min-max, as in 70:100-4k.")]
    [InlineData("--mix", "1:100-3m", "--mix sends messages of up to 3145728 bytes, and --max-message allows 2097152")]
    [InlineData("--max-message", "0", "--max-message must be a size from 1 to 256m, such as 512k, and is '0'.")]
    [InlineData("--max-message", "1m", "--mix sends messages of up to 2097152 bytes, and --max-message allows 1048576")]
    [InlineData("--seed", "-3", "'-3'")]
    [InlineData("--no-such-option", "1", "'--no-such-option'")]
    [Trait("Requirement", "B10")]
    public async Task Run_InvalidOption_SaysWhatIsWrong(string option, string value, string message)
    {
        await using RelayProgram program = new(option, value, "--html", Html);
        (int exitCode, _, string error) = await program.WaitAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public async Task Run_HtmlCannotBeWritten_SaysWhy()
    {
        await using RelayProgram program = new(
            "--duration", "0.5", "--warm-up", "0", "--rounds", "1", "--connections", "2", "--kinds", "new", "--html", "/proc/no/report.html");
        (int exitCode, _, string error) = await program.WaitAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("The report could not be written: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task Run_Interrupted_EndsAllProcessesAndLeavesNothing(string signal, int expectedExitCode)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Finds processes through /proc.");
        await using RelayProgram program = new("--duration", "600", "--html", Html);
        IReadOnlyCollection<int> children = await program.WaitForChildrenAsync();
        await program.SignalAsync(signal);
        (int exitCode, _, string error) = await program.WaitAsync();

        Assert.Equal(expectedExitCode, exitCode);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        foreach (int child in children)
        {
            await RelayProgram.WaitUntilGoneAsync(child);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public async Task Run_Killed_ItsProcessesEndByThemselves()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Finds processes through /proc.");
        await using RelayProgram program = new("--duration", "600", "--html", Html);
        IReadOnlyCollection<int> children = await program.WaitForChildrenAsync();
        await program.SignalAsync("KILL");

        foreach (int child in children)
        {
            await RelayProgram.WaitUntilGoneAsync(child);
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
