using System.Net;
using System.Text.Json;

namespace Tidepool.AspNetCore.Tests.LivePage;

/// <summary>Trimming through the page.</summary>
[Trait("Requirement", "E4")]
public class TrimTests
{
    private const int Size = 4096;
    private const int Buffers = 5;

    private static TidepoolPageOptions WithTrim => new() { AllowTrim = true };

    [Fact]
    public async Task Trim_OfAPool_GivesUpItsIdleBuffersAndNoOthers()
    {
        using BytePool trimmed = UsedPool();
        using BytePool other = UsedPool();
        await using PageApplication application = await PageApplication.StartAsync(WithTrim);
        long id = (await application.GetPoolAsync(trimmed.Name!)).Number("id");
        using HttpResponseMessage response = await application.PostTrimAsync($"?pool={id}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonElement result = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, result.Number("pools"));
        Assert.Equal(Size * Buffers, result.Number("bytesGivenUp"));
        Assert.Equal(0, trimmed.GetStatistics().Idle);
        Assert.Equal(Buffers, trimmed.GetStatistics().Trimmed);
        Assert.Equal(Buffers, other.GetStatistics().Idle);
    }

    [Theory]
    [InlineData("?pool=", HttpStatusCode.BadRequest)]
    [InlineData("?pool=one", HttpStatusCode.BadRequest)]
    [InlineData("?pool=-1", HttpStatusCode.BadRequest)]
    [InlineData("?pool=1&pool=2", HttpStatusCode.BadRequest)]
    [InlineData("?pool=99999999999999999999", HttpStatusCode.BadRequest)]
    [InlineData("?pool=999999999", HttpStatusCode.NotFound)]
    public async Task Trim_OfNoPool_IsRefused(string query, HttpStatusCode expected)
    {
        using BytePool pool = UsedPool();
        await using PageApplication application = await PageApplication.StartAsync(WithTrim);
        using HttpResponseMessage response = await application.PostTrimAsync(query);
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(Buffers, pool.GetStatistics().Idle);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("yes", null, null)]
    [InlineData("trim", "cross-site", null)]
    [InlineData("trim", "same-site", null)]
    [InlineData("trim", "none", null)]
    [InlineData("trim", null, "https://evil.example")]
    [InlineData("trim", null, "null")]
    [InlineData("trim", null, "http://127.0.0.1:1")]
    public async Task Trim_FromAnotherSite_IsRefused(string? header, string? site, string? origin)
    {
        using BytePool pool = UsedPool();
        await using PageApplication application = await PageApplication.StartAsync(WithTrim);
        using HttpResponseMessage response = await application.PostTrimAsync(await QueryOfAsync(application, pool), header, site, origin);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.NotEmpty(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Buffers, pool.GetStatistics().Idle);
    }

    [Theory]
    [InlineData("same-origin", false)]
    [InlineData(null, true)]
    public async Task Trim_FromThePageItself_IsDone(string? site, bool sendsOrigin)
    {
        using BytePool pool = UsedPool();
        await using PageApplication application = await PageApplication.StartAsync(WithTrim);
        string? origin = sendsOrigin ? application.Address.GetLeftPart(UriPartial.Authority) : null;
        using HttpResponseMessage response = await application.PostTrimAsync(await QueryOfAsync(application, pool), "trim", site, origin);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0, pool.GetStatistics().Idle);
    }

    [Fact]
    public async Task Trim_WhereItIsNotAllowed_IsNotThere()
    {
        using BytePool pool = UsedPool();
        await using PageApplication application = await PageApplication.StartAsync();
        using HttpResponseMessage response = await application.PostTrimAsync(await QueryOfAsync(application, pool));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(Buffers, pool.GetStatistics().Idle);
        Assert.DoesNotContain("data-trim=", await application.GetTextAsync("text/html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trim_ByGet_IsNotAllowed()
    {
        await using PageApplication application = await PageApplication.StartAsync(WithTrim);
        using HttpResponseMessage response =
            await application.GetAsync(path: $"{PageApplication.Path}/trim", headers: static headers => headers.Add("X-Tidepool", "trim"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    /// <summary>The page always listens to reports of misuse, and to nothing else: a trim takes no statistics for it.</summary>
    [Fact]
    public async Task Trim_InCode_CostsNothingMoreBesideThePage()
    {
        await using PageApplication application = await PageApplication.StartAsync(WithTrim);
        using BytePool pool = TestPools.Create();
        long statistics = Enumerable.Range(0, 10).Min(_ => AllocatedBy(() => pool.GetStatistics()));
        Assert.InRange(Enumerable.Range(0, 10).Min(_ => AllocatedBy(pool.Trim)), 0, statistics - 1);

        static long AllocatedBy(Action action)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static BytePool UsedPool()
    {
        BytePool pool = TestPools.Create();
        pool.Use(Size, Buffers);
        return pool;
    }

    private static async Task<string> QueryOfAsync(PageApplication application, BytePool pool) =>
        $"?pool={(await application.GetPoolAsync(pool.Name!)).Number("id")}";
}
