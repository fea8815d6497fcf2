using System.Diagnostics;

namespace Tidepool.Tool.Tests;

/// <summary>What can't be examined is said in one sentence, with exit code 2.</summary>
[Trait("Requirement", "D6")]
[Trait("Requirement", "B10")]
public class DoctorErrorTests
{
    [Theory]
    [InlineData("There is no process 2147483000", "--process-id", "2147483000")]
    [InlineData("There is no process named", "--name", "surely-nobody-is-called-so")]
    [InlineData("can't be started", "--", "surely-nobody-is-called-so")]
    [InlineData("There is no file", "--trace", "no-such-file.nettrace")]
    [InlineData("Say what to examine")]
    [InlineData("Say what to examine", "--process-id", "1", "--name", "x")]
    [InlineData("--duration", "--process-id", "1", "--duration", "00:00:00")]
    [InlineData("--max-pause-share", "--process-id", "1", "--max-pause-share", "2")]
    [InlineData("perhaps", "--process-id", "1", "--fail-on", "perhaps")]
    public async Task BadInput_IsToldInASentence(string sentence, params string[] arguments)
    {
        ToolRun run = await ToolRun.DoctorAsync(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence.TrimStart('-'), run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProgramThatIsNotDotnet_IsToldAsSuch()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sleep on Windows.");
        using Process sleeper = Process.Start("sleep", "60");
        try
        {
            ToolRun run = await ToolRun.DoctorAsync("--process-id", $"{sleeper.Id}");
            Assert.Equal(2, run.ExitCode);
            Assert.Contains("no diagnostics port", run.Output, StringComparison.Ordinal);
        }
        finally
        {
            sleeper.Kill();
        }
    }

    [Fact]
    public async Task AProgramWithDiagnosticsOff_IsToldWhichVariableDoesThat()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows the variables of another process.");
        ProcessStartInfo start = new(ToolRun.DotnetHost, ["exec", ToolRun.WorkloadProgram, "calm", "60"]);
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        using Process program = Process.Start(start)!;
        try
        {
            ToolRun run = await ToolRun.DoctorAsync("--process-id", $"{program.Id}");
            Assert.Equal(2, run.ExitCode);
            Assert.Contains("DOTNET_EnableDiagnostics=0", run.Output, StringComparison.Ordinal);
        }
        finally
        {
            program.Kill();
        }
    }

    [Theory]
    [InlineData(0, "empty")]
    [InlineData(5, "not a .nettrace file")]
    [InlineData(4_000, "not a .nettrace file")]
    public async Task ABrokenTrace_IsToldAsSuch(int length, string sentence)
    {
        string file = Path.GetTempFileName();
        try
        {
            byte[] noise = new byte[length];
            new Random(1).NextBytes(noise);
            await File.WriteAllBytesAsync(file, noise, TestContext.Current.CancellationToken);
            ToolRun run = await ToolRun.DoctorAsync("--trace", file);
            Assert.Equal(2, run.ExitCode);
            Assert.Contains(sentence, run.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task ATraceWithRubbishInside_IsToldAsSuch()
    {
        string file = Path.GetTempFileName();
        try
        {
            byte[] noise = new byte[4_000];
            new Random(1).NextBytes(noise);
            await File.WriteAllBytesAsync(file, [.. "Nettrace"u8, .. noise], TestContext.Current.CancellationToken);
            ToolRun run = await ToolRun.DoctorAsync("--trace", file);
            Assert.Equal(2, run.ExitCode);
            Assert.Contains("damaged", run.Output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task TooFewSamples_SaysHowLongToRecord()
    {
        ToolRun run = await ToolRun.ExamineAsync("calm", "--max-pause-p99", "-1", "--duration", "00:00:02");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("samples", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProcessList_ShowsAProgramThatRuns()
    {
        using Process program = Process.Start(ToolRun.DotnetHost, ["exec", ToolRun.WorkloadProgram, "calm", "60"]);
        try
        {
            ToolRun run;
            do
            {
                run = await ToolRun.OfAsync("ps");
                Assert.Equal(0, run.ExitCode);
            }
            while (!run.Output.Contains($"{program.Id}", StringComparison.Ordinal));
            Assert.Contains("calm", run.Output, StringComparison.Ordinal);
        }
        finally
        {
            program.Kill();
        }
    }
}
