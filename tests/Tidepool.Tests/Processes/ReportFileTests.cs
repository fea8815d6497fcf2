using Tidepool.Diagnosis;
using Tidepool.Settings;

namespace Tidepool.Tests.Processes;

/// <summary>Reports of every pool of a process, requested from outside.</summary>
[Trait("Requirement", "B2")]
public sealed class ReportFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tidepool-reports-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("standard", true)]
    [InlineData("standard", false)]
    [InlineData("unpooled", true)]
    [InlineData("checked", true)]
    [InlineData("guarded", true)]
    public async Task Report_OfAnotherProcess_TellsOfTheSharedPool(string mode, bool byVariable)
    {
        string path = Path.Combine(_folder, "report-%p.txt");
        Dictionary<string, string> environment = new() { ["TIDEPOOL_MODE"] = mode };
        Dictionary<string, string> properties = [];
        if (byVariable)
        {
            (environment["TIDEPOOL_REPORT"], environment["TIDEPOOL_LEAK_SAMPLING"]) = (path, "1");
        }
        else
        {
            (properties["Tidepool.Report"], properties["Tidepool.LeakSampling"]) = (path, "1");
        }

        ProgramResult result = await TestProgram.RunAsync(["report"], environment, properties);

        Assert.Equal((0, "", "700"), (result.ExitCode, result.Error, result["kept"]));
        string file = Assert.Single(Directory.GetFiles(_folder));
        Assert.Matches("report-[0-9]+[.]txt$", file);
        string report = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains("was returned twice.", report, StringComparison.Ordinal);
        Assert.Contains("ReportedMisuse.ReturnTwice", report, StringComparison.Ordinal);
        Assert.Matches("when the process ended, 1 lease of the pool \"(Shared|Unpooled)\" had not been returned[.]", report);
        Assert.Contains("1 lease, 700 bytes in total, rented at", report, StringComparison.Ordinal);
        Assert.Contains("ReportedMisuse.Keep", report, StringComparison.Ordinal);
        Assert.DoesNotContain("rented at\n    Tidepool.BytePool", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_WithoutSampling_StillCountsWhatIsOut()
    {
        string path = Path.Combine(_folder, "report.txt");
        ProgramResult result = await TestProgram.RunAsync(["report"], new() { ["TIDEPOOL_REPORT"] = path, ["TIDEPOOL_LEAK_SAMPLING"] = "0" });

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("1 lease of the pool \"Shared\" had not been returned; call sites recorded: 0.",
            await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_ThatCannotBeWritten_GoesToStandardError()
    {
        string path = Path.Combine(_folder, "no such folder", "report.txt");
        ProgramResult result = await TestProgram.RunAsync(["report"], new() { ["TIDEPOOL_REPORT"] = path });

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(path, result.Error, StringComparison.Ordinal);
        Assert.Contains("was returned twice.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "B10")]
    public async Task LeakSampling_ThatIsNoInterval_FailsNamingIt()
    {
        ProgramResult result = await TestProgram.RunAsync(["report"], new() { ["TIDEPOOL_LEAK_SAMPLING"] = "often" });

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("TIDEPOOL_LEAK_SAMPLING is \"often\"", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(TypeInitializationException), result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData("262144", 262_144)]
    public void ParseInterval_OfANumber_IsIt(string? value, int? expected) => Assert.Equal(expected, ProcessSettings.ParseInterval("The test", value));

    [Theory]
    [InlineData("-1")]
    [InlineData(" 1")]
    [InlineData("1,000")]
    [InlineData("2147483648")]
    [Trait("Requirement", "B10")]
    public void ParseInterval_OfSomethingElse_NamesIt(string value) =>
        Assert.Contains($"The test is \"{value}\"", Assert.Throws<InvalidOperationException>(() => ProcessSettings.ParseInterval("The test", value)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("0", 0)]
    [InlineData("255", 255)]
    [InlineData("0x41", 0x41)]
    [InlineData("0XfF", 0xFF)]
    public void ParseByte_OfANumber_IsIt(string? value, int? expected) => Assert.Equal(expected, ProcessSettings.ParseByte("The test", value));

    [Theory]
    [InlineData("256")]
    [InlineData("-1")]
    [InlineData("0x")]
    [InlineData("0x100")]
    [InlineData("41h")]
    [InlineData(" 1")]
    [Trait("Requirement", "B10")]
    public void ParseByte_OfSomethingElse_NamesIt(string value) =>
        Assert.Contains($"The test is \"{value}\"", Assert.Throws<InvalidOperationException>(() => ProcessSettings.ParseByte("The test", value)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Reporter_WithAFileAndACallback_TellsBoth()
    {
        string path = Path.Combine(_folder, "both.txt");
        List<MisuseReport> told = [];
        MisuseReporter reporter = new(told.Add, new ReportFile(path));
        Assert.True(reporter.IsHeard);
        reporter.Report(new MisuseReport(MisuseKind.Dropped, "both", 128, 100));
        reporter.Report(new MisuseReport(MisuseKind.Dropped, "both", 128, 101));
        Assert.Equal(2, told.Count);
        string text = File.ReadAllText(path);
        Assert.Contains("a lease of 100 bytes", text, StringComparison.Ordinal);
        Assert.Contains("a lease of 101 bytes", text, StringComparison.Ordinal);
    }
}
