namespace Tidepool.Tests.Processes;

/// <summary>The recipe of docs/first-day.md, run as written against a service with three faults: it finds each of them.</summary>
[Trait("Requirement", "B2")]
[Trait("Requirement", "B3")]
public sealed class FirstDayTests(FirstDayRuns runs) : IClassFixture<FirstDayRuns>
{
    private const string Right = "2170";

    [Fact]
    public async Task BeforeTheReplacement_NothingShows()
    {
        (ProgramResult result, string report) = await runs.OfAsync("arraypool", "standard");

        Assert.Equal((Right, "True, False", nameof(IOException)), (result["checksum"], result["accepted"], result["sent"]));
        Assert.Equal("", report);
    }

    [Theory]
    [InlineData("standard")]
    [InlineData("unpooled")]
    [InlineData("checked")]
    public async Task SecondReturn_ThrowsInEveryMode_AndTheReportNamesTheMethod(string mode)
    {
        (ProgramResult result, string report) = await runs.OfAsync("tidepool", mode);

        Assert.Equal(nameof(BufferAlreadyReturnedException), result["sent"]);
        Assert.Contains("was returned twice.", report, StringComparison.Ordinal);
        Assert.Contains("FirstDay.Send", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("standard")]
    [InlineData("unpooled")]
    [InlineData("checked")]
    public async Task Leak_IsListedWhenTheProcessEnds_WithTheMethodThatRented(string mode)
    {
        (_, string report) = await runs.OfAsync("tidepool", mode);

        Assert.Contains("FirstDay.Accept", report, StringComparison.Ordinal);
        Assert.DoesNotContain("FirstDay.Checksum", report, StringComparison.Ordinal);
    }

    /// <summary>As the document's table says, a read after the return gives a wrong result only in checked mode, and no mode reports it.</summary>
    [Theory]
    [InlineData("standard", true)]
    [InlineData("unpooled", true)]
    [InlineData("checked", false)]
    public async Task ReadAfterTheReturn_ShowsInCheckedModeOnly(string mode, bool isRight)
    {
        (ProgramResult result, _) = await runs.OfAsync("tidepool", mode);

        // 23 bytes of the pattern 0xDD.
        Assert.Equal(isRight ? Right : "5083", result["checksum"]);
    }

    /// <summary>The document's proof: the wrong value changes with the poison byte.</summary>
    [Theory]
    [InlineData("0x41", "1495")]
    [InlineData("65", "1495")]
    [InlineData("0", "0")]
    public async Task ReadAfterTheReturn_InCheckedMode_FollowsThePoison(string poison, string checksum)
    {
        (ProgramResult result, _) = await runs.OfAsync("tidepool", "checked", poison);

        Assert.Equal(checksum, result["checksum"]);
    }
}
