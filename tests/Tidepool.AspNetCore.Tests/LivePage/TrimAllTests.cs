using System.Net;

namespace Tidepool.AspNetCore.Tests.LivePage;

/// <summary>Trimming all pools of the process.</summary>
[Collection(nameof(RunsAlone))]
[Trait("Requirement", "E4")]
public class TrimAllTests
{
    [Fact]
    public async Task Trim_OfAll_GivesUpAllIdleBuffersOfTheProcess()
    {
        using BytePool one = TestPools.Create();
        using BytePool other = TestPools.Create(mode: PoolMode.Checked);
        one.Use(4096, 3);
        other.Use(4096, 3);
        await using PageApplication application = await PageApplication.StartAsync(new TidepoolPageOptions { AllowTrim = true });
        using HttpResponseMessage response = await application.PostTrimAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0, one.GetStatistics().Idle);
        Assert.Equal(0, other.GetStatistics().Idle);
    }
}
