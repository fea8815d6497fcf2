using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Tidepool.Tests.ModelChecking;

/// <summary>The protocol of a slot, written once more for the model checker Spin (slot.pml), which knows nothing of ours.</summary>
[Trait("Requirement", "B1")]
[Trait("Requirement", "S3")]
public sealed partial class SpinTests
{
    private const string Model = "slot.pml";

    /// <summary>Spin's states are far fewer than this where a rule is broken: it stops at the first fault.</summary>
    private const int LeastStates = 100_000;

    public static TheoryData<string> BrokenRules =>
    [
        .. File.ReadLines(ModelPath).Select(static line => Condition().Match(line)).Where(static match => match.Success).Select(static match => match.Groups[1].Value).Distinct(),
    ];

    private static string ModelPath => Path.Combine(AppContext.BaseDirectory, "ModelChecking", Model);

    [Fact]
    public void BrokenRules_InTheModel_AreFound() => Assert.Equal(9, BrokenRules.Count);

    [Fact]
    public async Task Slot_AllInterleavings_OneHandAndNothingLost()
    {
        (int errors, long states, string report) = await CheckAsync(broken: null);
        Assert.True(errors == 0, report);
        Assert.InRange(states, LeastStates, long.MaxValue);
    }

    [Theory]
    [MemberData(nameof(BrokenRules))]
    public async Task Slot_WithABrokenRule_IsFound(string broken)
    {
        (int errors, _, string report) = await CheckAsync(broken);
        Assert.True(errors > 0, report);
        Assert.Contains("assertion violated", report, StringComparison.Ordinal);
    }

    private static async Task<(int Errors, long States, string Report)> CheckAsync(string? broken)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tidepool-spin-");
        try
        {
            await RunAsync(folder, "spin", [.. broken is null ? [] : new[] { $"-D{broken}" }, "-a", ModelPath]);
            await RunAsync(folder, "cc", ["-O1", "-w", "-DSAFETY", "-DCOLLAPSE", "-DNOREDUCE", "-o", "pan", "pan.c"]);
            string report = await RunAsync(folder, Path.Combine(folder.FullName, "pan"), ["-m200000"]);
            Assert.DoesNotContain("max search depth too small", report, StringComparison.Ordinal);
            return ((int)Number(Errors().Match(report)), Number(States().Match(report)), report);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static long Number(Match match)
    {
        Assert.True(match.Success, "The checker's report has another form than expected.");
        return (long)double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private static async Task<string> RunAsync(DirectoryInfo folder, string program, string[] arguments)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using Process process = new()
        {
            StartInfo = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            Assert.Skip($"The program {program} is not installed: on Debian, apt-get install spin gcc.");
        }

        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        string all = await output + await error;
        Assert.True(process.ExitCode == 0, all);
        return all;
    }

    [GeneratedRegex("^#ifn?def ([A-Z_]+)")]
    private static partial Regex Condition();

    [GeneratedRegex(@"errors: (\d+)")]
    private static partial Regex Errors();

    [GeneratedRegex(@"([\d.e+]+) states, stored")]
    private static partial Regex States();
}
