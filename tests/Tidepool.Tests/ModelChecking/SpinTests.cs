using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Tidepool.Tests.ModelChecking;

/// <summary>The protocol of a slot, written for the model checker Spin (residents.pml).</summary>
[Trait("Requirement", "B1")]
[Trait("Requirement", "S3")]
public sealed partial class SpinTests
{
    private const string Model = "residents.pml";

    /// <summary>Far more states than Spin visits if a rule is broken: it stops at the first fault.</summary>
    private const int LeastStates = 100_000;

    public static TheoryData<string> BrokenRules =>
    [
        .. File.ReadLines(ModelPath)
            .Select(static line => Condition().Match(line))
            .Where(static match => match.Success)
            .Select(static match => match.Groups[1].Value)
            .Where(static name => !name.StartsWith("WITHOUT_", StringComparison.Ordinal))
            .Distinct(),
    ];

    private static string ModelPath => Path.Combine(AppContext.BaseDirectory, "ModelChecking", Model);

    [Fact]
    public void BrokenRules_InTheModel_AreFound() => Assert.Equal(14, BrokenRules.Count);

    /// <summary>Each case leaves one part out to stay small. The model with both parts has 24 million states and takes a minute.</summary>
    [Theory]
    [InlineData("WITHOUT_ENDS")]
    [InlineData("WITHOUT_SHARING")]
    public async Task Slot_AllInterleavings_OneHandAndNothingLost(string without)
    {
        (int errors, long states, string report) = await CheckAsync(without, "-O2");
        Assert.True(errors == 0, report);
        Assert.InRange(states, LeastStates, long.MaxValue);
    }

    [Theory]
    [MemberData(nameof(BrokenRules))]
    public async Task Slot_WithABrokenRule_IsFound(string broken)
    {
        (int errors, _, string report) = await CheckAsync(broken, "-O0");
        Assert.True(errors > 0, report);
        Assert.Contains("assertion violated", report, StringComparison.Ordinal);
    }

    private static async Task<(int Errors, long States, string Report)> CheckAsync(string condition, string optimization)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tidepool-spin-");
        try
        {
            await RunAsync(folder, "spin", [$"-D{condition}", "-a", ModelPath]);
            await RunAsync(folder, "cc", [optimization, "-w", "-DSAFETY", "-o", "pan", "pan.c"]);
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
        Assert.True(match.Success, "The checker's report has an unexpected form.");
        return (long)double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private static async Task<string> RunAsync(DirectoryInfo folder, string program, string[] arguments)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using Process process = new()
        {
            StartInfo =
                new ProcessStartInfo(program, arguments) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true },
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
        await Watchdog.ExitOf(process, $"{program} ends", cancellationToken);
        string all = await output + await error;
        Assert.True(process.ExitCode == 0, all);
        return all;
    }

    [GeneratedRegex(@"^#(?:ifn?def |elif !defined\()([A-Z_]+)")]
    private static partial Regex Condition();

    [GeneratedRegex(@"errors: (\d+)")]
    private static partial Regex Errors();

    [GeneratedRegex(@"([\d.e+]+) states, stored")]
    private static partial Regex States();
}
