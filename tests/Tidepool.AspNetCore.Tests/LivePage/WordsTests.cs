using Tidepool.AspNetCore.LivePage.Rendering;

namespace Tidepool.AspNetCore.Tests.LivePage;

/// <summary>How the page formats numbers.</summary>
[Trait("Requirement", "E4")]
public class WordsTests
{
    [Theory]
    [InlineData(null, "–")]
    [InlineData(0d, "0 B")]
    [InlineData(1023d, "1,023 B")]
    [InlineData(1024d, "1 KiB")]
    [InlineData(1280d, "1.25 KiB")]
    [InlineData(102_400d, "100 KiB")]
    [InlineData(52_953_088d, "50.5 MiB")]
    [InlineData(3_758_096_384d, "3.5 GiB")]
    [InlineData(1.5e16, "13,642 TiB")]
    public void Bytes_OfEachSize_HaveTheirUnit(double? bytes, string expected) => Assert.Equal(expected, Words.Bytes(bytes));

    [Theory]
    [InlineData(null, "–")]
    [InlineData(0d, "0.0 s")]
    [InlineData(9.94, "9.9 s")]
    [InlineData(59.9, "59 s")]
    [InlineData(252d, "4 min 12 s")]
    [InlineData(11_100d, "3 h 5 min")]
    [InlineData(187_200d, "2 d 4 h")]
    public void Age_OfEachLength_HasItsUnits(double? seconds, string expected) => Assert.Equal(expected, Words.Age(seconds));
}
