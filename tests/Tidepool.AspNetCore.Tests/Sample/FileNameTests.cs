using WebUpload.Uploads;

namespace Tidepool.AspNetCore.Tests.Sample;

[Trait("Requirement", "E4")]
public class FileNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("some file-2_b.tar.gz")]
    [InlineData("Übersicht.txt")]
    [InlineData("a..b")]
    public void Name_OfAFile_IsAccepted(string name) => Assert.True(FileName.IsValid(name));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../a")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("C:a")]
    [InlineData(".hidden")]
    [InlineData("~a")]
    [InlineData("a.")]
    [InlineData("a ")]
    [InlineData(" a")]
    [InlineData("a\0b")]
    [InlineData("a\n")]
    [InlineData("a*")]
    public void Name_OfAPath_IsRefused(string name) => Assert.False(FileName.IsValid(name));

    [Fact]
    public void Name_Of101Letters_IsRefused()
    {
        Assert.True(FileName.IsValid(new string('a', 100)));
        Assert.False(FileName.IsValid(new string('a', 101)));
    }
}
