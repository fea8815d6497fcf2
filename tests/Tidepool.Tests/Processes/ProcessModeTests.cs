namespace Tidepool.Tests.Processes;

[Trait("Requirement", "S4")]
[Trait("Requirement", "B2")]
public class ProcessModeTests
{
    private const string Pooled = "hits 1, unpooled 0, checks yes";
    private const string Unpooled = "hits 0, unpooled 2, checks yes";

    private static readonly string[] s_pools = ["simple", "standard", "unpooled", "Unpooled", "Shared"];

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Mode_NothingAskedFor_EachPoolHasItsOwn(string? variable)
    {
        ProgramResult result = await RunAsync(variable, property: null);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal([Pooled, Pooled, Unpooled, Unpooled, Pooled], Modes(result));
    }

    [Theory]
    [InlineData("checked", null)]
    [InlineData(null, "Checked")]
    public async Task Mode_CheckedAskedFor_EveryPoolIsChecked(string? variable, string? property)
    {
        ProgramResult result = await RunAsync(variable, property);

        // The returned buffer is in quarantine, so that the second rent finds no idle one.
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(Enumerable.Repeat("hits 0, unpooled 0, checks yes", 5), Modes(result));
    }

    [Theory]
    [InlineData("unpooled", null)]
    [InlineData("UNPOOLED", null)]
    [InlineData("UnPooled", null)]
    [InlineData(null, "unpooled")]
    [InlineData(null, "Unpooled")]
    [InlineData("", "unpooled")]
    [InlineData("unpooled", "standard")]
    [InlineData("unpooled", "no such mode")]
    public async Task Mode_UnpooledAskedFor_EveryPoolIsUnpooled(string? variable, string? property)
    {
        ProgramResult result = await RunAsync(variable, property);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal([Unpooled, Unpooled, Unpooled, Unpooled, Unpooled], Modes(result));
    }

    [Theory]
    [InlineData("standard", null)]
    [InlineData(null, "STANDARD")]
    [InlineData("Standard", "unpooled")]
    public async Task Mode_StandardAskedFor_EveryNewPoolIsStandard(string? variable, string? property)
    {
        ProgramResult result = await RunAsync(variable, property);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal([Pooled, Pooled, Pooled, Pooled], Modes(result).Where((_, index) => index != 3));
    }

    [Theory]
    [InlineData("mode", "poolless", null, "TIDEPOOL_MODE")]
    [InlineData("mode", " unpooled", null, "TIDEPOOL_MODE")]
    [InlineData("mode", "1", null, "TIDEPOOL_MODE")]
    [InlineData("mode", "poolless", "unpooled", "TIDEPOOL_MODE")]
    [InlineData("mode", null, "poolless", "Tidepool.Mode")]
    [InlineData("shared-mode", "poolless", null, "TIDEPOOL_MODE")]
    public async Task Mode_UnknownAskedFor_FailsNamingSourceValueAndTheKnownOnes(string command, string? variable, string? property, string source)
    {
        ProgramResult result = await RunAsync(variable, property, command);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains(source, result.Error, StringComparison.Ordinal);
        Assert.Contains($"\"{(string.IsNullOrEmpty(variable) ? property : variable)}\"", result.Error, StringComparison.Ordinal);
        Assert.Contains("standard", result.Error, StringComparison.Ordinal);
        Assert.Contains("unpooled", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(TypeInitializationException), result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mode")]
    [InlineData("shared-mode")]
    public async Task Sample_UnknownAskedFor_FailsNamingSourceValueAndTheKnownOnes(string command)
    {
        ProgramResult result = await TestProgram.RunAsync([command], new() { ["TIDEPOOL_SAMPLE"] = "often" });

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("TIDEPOOL_SAMPLE is \"often\"", result.Error, StringComparison.Ordinal);
        Assert.Contains("off, checked or guarded", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(TypeInitializationException), result.Error, StringComparison.Ordinal);
    }

    /// <summary>No pool here is in a mode that makes use of the byte.</summary>
    [Theory]
    [InlineData("mode")]
    [InlineData("shared-mode")]
    public async Task Poison_InvalidInAModeWithoutIt_FailsNamingSourceAndValue(string command)
    {
        ProgramResult result = await TestProgram.RunAsync([command], new() { ["TIDEPOOL_POISON"] = "256" });

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("TIDEPOOL_POISON is \"256\"", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(TypeInitializationException), result.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Modes(ProgramResult result) =>
        s_pools.Select(name => result[name]);

    private static Task<ProgramResult> RunAsync(string? variable, string? property, string command = "mode") => TestProgram.RunAsync(
        [command],
        variable is null ? null : new() { ["TIDEPOOL_MODE"] = variable },
        property is null ? null : new() { ["Tidepool.Mode"] = property });
}
