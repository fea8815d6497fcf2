using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;

namespace Tidepool.AspNetCore.Tests.LivePage;

/// <summary>Invalid options of the page.</summary>
[Trait("Requirement", "E4")]
[Trait("Requirement", "B10")]
public class PageOptionsTests
{
    [Theory]
    [InlineData("UpdateInterval", "00:00:00.099")]
    [InlineData("UpdateInterval", "00:01:00.001")]
    [InlineData("HistoryLength", "1")]
    [InlineData("HistoryLength", "3601")]
    [InlineData("MaxListeners", "0")]
    [InlineData("MaxListeners", "1001")]
    public void Map_WithAValueOutOfItsRange_NamesItAndItsLimits(string property, string value)
    {
        TidepoolPageOptions options = new();
        switch (property)
        {
            case "UpdateInterval":
                options.UpdateInterval = TimeSpan.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "HistoryLength":
                options.HistoryLength = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            default:
                options.MaxListeners = int.Parse(value, CultureInfo.InvariantCulture);
                break;
        }

        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => Application().MapTidepool("/", options));
        Assert.Equal(property, error.ParamName);
        Assert.Contains($"TidepoolPageOptions.{property} must be ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_ChangedAfterTheyWereRead_ChangeNothing()
    {
        TidepoolPageOptions options = new();
        await using PageApplication application = await PageApplication.StartAsync(options);
        options.AllowRemote = true;
        options.AllowTrim = true;
        options.HistoryLength = 0;
        Assert.DoesNotContain("Trim all pools", await application.GetTextAsync("text/html"), StringComparison.Ordinal);
        Assert.Contains("\"historyLength\":300", await application.GetTextAsync("application/json"), StringComparison.Ordinal);
        application.Client.DefaultRequestHeaders.Host = "pools.example";
        using HttpResponseMessage response = await application.GetAsync();
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public void Map_WithoutAnArgument_NamesIt()
    {
        Assert.Equal("pattern", Assert.Throws<ArgumentNullException>(static () => Application().MapTidepool(null!)).ParamName);
        Assert.Equal("options", Assert.Throws<ArgumentNullException>(static () => Application().MapTidepool("/", null!)).ParamName);
        Assert.Equal("endpoints", Assert.Throws<ArgumentNullException>(static () => TidepoolEndpointRouteBuilderExtensions.MapTidepool(null!, "/")).ParamName);
    }

    private static WebApplication Application() => WebApplication.CreateSlimBuilder().Build();
}
