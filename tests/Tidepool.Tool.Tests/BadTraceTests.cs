using System.Text;
using System.Text.RegularExpressions;

namespace Tidepool.Tool.Tests;

/// <summary>A file that can't be judged is reported in one sentence, with exit code 2.</summary>
[Trait("Requirement", "D6")]
[Trait("Requirement", "B10")]
public class BadTraceTests(Examinations examinations)
{
    [Theory]
    [InlineData(0, "", "empty")]
    [InlineData(5, "", "not a .nettrace file")]
    [InlineData(4_000, "", "not a .nettrace file")]
    [InlineData(4_000, "Nettrace", "damaged")]
    public async Task ABrokenTrace_IsToldAsSuch(int length, string beginning, string sentence)
    {
        byte[] noise = new byte[length];
        new Random(1).NextBytes(noise);
        ToolRun run = await JudgeAsync([.. Encoding.ASCII.GetBytes(beginning), .. noise]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AReportGivenAsATrace_IsToldHowToCompareReports()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.Of("report.json"), "{ \"version\": 1 }", TestContext.Current.CancellationToken);
        ToolRun run = await ToolRun.OfAsync("doctor", "--trace", folder.Of("report.json"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is not a .nettrace file. Reports in JSON can be compared: `tidepool doctor --compare BEFORE.json AFTER.json`.", run.Errors,
            StringComparison.Ordinal);
    }

    /// <summary>Where the trace breaks off, and so what it still contains, depends on the recording.</summary>
    [Fact]
    public async Task ATraceThatBreaksOff_SaysSoOrIsJudgedByWhatIsThere()
    {
        string trace = (await examinations.TracesOfAsync("threads"))[1];
        byte[] whole = await File.ReadAllBytesAsync(trace, TestContext.Current.CancellationToken);
        ToolRun run = await JudgeAsync(whole[..(whole.Length / 2)]);
        Assert.True(run.ExitCode == 0 || (run.ExitCode == 2 && Regex.IsMatch(run.Said, "damaged|says nothing about|no samples|too few")), run.Said);
    }

    private static async Task<ToolRun> JudgeAsync(byte[] trace)
    {
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder.Of("a.nettrace"), trace, TestContext.Current.CancellationToken);
        return await ToolRun.DoctorAsync([.. Examinations.AnyPause, "--trace", folder.Of("a.nettrace")]);
    }
}
