using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tidepool.AspNetCore.Tests.LivePage;

/// <summary>Who may see the page.</summary>
[Trait("Requirement", "E4")]
public class AccessTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.8.9.10", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("::ffff:10.0.0.7", false)]
    [InlineData("10.0.0.7", false)]
    [InlineData("2001:db8::7", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData(null, false)]
    public async Task Get_ByDefault_IsForCallersOnThisMachine(string? caller, bool isServed)
    {
        await using PageApplication application = await PageApplication.StartAsync(pipeline: CallerIs(caller));
        await AssertAnswersAsync(application, isServed ? null : "only to callers on this machine");
    }

    [Fact]
    public async Task Files_OfARemoteCaller_AreRefusedToo()
    {
        await using PageApplication application =
            await PageApplication.StartAsync(new TidepoolPageOptions { AllowTrim = true }, pipeline: CallerIs("10.0.0.7"));
        using HttpResponseMessage script = await application.GetAsync(path: $"{PageApplication.Path}/page.js");
        Assert.Equal(HttpStatusCode.Forbidden, script.StatusCode);
        using HttpResponseMessage trim = await application.PostTrimAsync();
        Assert.Equal(HttpStatusCode.Forbidden, trim.StatusCode);
    }

    [Theory]
    [InlineData("10.0.0.7")]
    [InlineData(null)]
    public async Task Get_WithAllowRemote_IsForAll(string? caller)
    {
        await using PageApplication application = await PageApplication.StartAsync(new TidepoolPageOptions { AllowRemote = true }, pipeline: CallerIs(caller));
        await AssertAnswersAsync(application, refusal: null);
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:81", true)]
    [InlineData("pools.localhost:81", true)]
    [InlineData("127.0.0.1:81", true)]
    [InlineData("[::1]:81", true)]
    [InlineData("evil.example", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("evillocalhost", false)]
    [InlineData("10.0.0.7", false)]
    public async Task Get_UnderANameOfSomeoneElse_IsRefused(string host, bool isServed)
    {
        await using PageApplication application = await PageApplication.StartAsync();
        await AssertAnswersAsync(application, isServed ? null : "loopback name", request => request.Headers.Host = host);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    public async Task Get_ThroughAProxyOnThisMachine_IsRefused(string header, string value)
    {
        await using PageApplication application = await PageApplication.StartAsync();
        await AssertAnswersAsync(application, "through a proxy", request => request.Headers.Add(header, value));
    }

    /// <summary>Where every proxy is trusted, as <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c> has it, a caller may state any address as its own.</summary>
    [Fact]
    public async Task Get_WhereTheCallerStatesItsAddressItself_IsRefused()
    {
        ForwardedHeadersOptions trusting = new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
        trusting.KnownIPNetworks.Clear();
        trusting.KnownProxies.Clear();
        await using PageApplication application = await PageApplication.StartAsync(pipeline: application =>
        {
            CallerIs("10.0.0.7")(application);
            application.UseForwardedHeaders(trusting);
        });
        await AssertAnswersAsync(application, "through a proxy", static request => request.Headers.Add("X-Forwarded-For", "127.0.0.1"));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("somebody", HttpStatusCode.Forbidden)]
    [InlineData("operator", HttpStatusCode.OK)]
    public async Task Get_WithAPolicy_IsForWhomItAdmitsWhereverHeIs(string? user, HttpStatusCode expected)
    {
        await using PageApplication application = await PageApplication.StartAsync(
            pipeline: CallerIs("10.0.0.7"), services: AddPolicy, endpoint: static page => page.RequireAuthorization("operators"));
        using HttpResponseMessage response = await application.GetAsync(headers: headers => AddUser(headers, user));
        Assert.Equal(expected, response.StatusCode);
        using HttpResponseMessage script = await application.GetAsync(path: $"{PageApplication.Path}/page.js", headers: headers => AddUser(headers, user));
        Assert.Equal(expected, script.StatusCode);
    }

    [Fact]
    public async Task Get_WithAPolicy_IsRefusedToALocalCallerWhomItDoesNotAdmit()
    {
        await using PageApplication application =
            await PageApplication.StartAsync(services: AddPolicy, endpoint: static page => page.RequireAuthorization("operators"));
        using HttpResponseMessage response = await application.GetAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Get_WithAPolicyThatAnonymousCallersPass_IsForCallersOnThisMachine()
    {
        await using PageApplication application = await PageApplication.StartAsync(
            pipeline: CallerIs("10.0.0.7"), services: AddPolicy, endpoint: static page => page.RequireAuthorization("operators").AllowAnonymous());
        await AssertAnswersAsync(application, "only to callers on this machine");
    }

    [Fact]
    public async Task Get_ThroughAUnixSocket_IsRefused()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tidepool-page-");
        try
        {
            string path = Path.Combine(folder.FullName, "socket");
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(path));
            await using WebApplication application = builder.Build();
            application.MapTidepool(PageApplication.Path);
            await application.StartAsync(TestContext.Current.CancellationToken);

            using SocketsHttpHandler handler = new()
            {
                ConnectCallback = async (_, cancellationToken) =>
                {
                    Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            };
            using HttpClient client = new(handler);
            using HttpResponseMessage response =
                await client.GetAsync(new Uri($"http://localhost{PageApplication.Path}"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.Contains("is unknown", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Makes requests appear to come from this address.</summary>
    private static Action<WebApplication> CallerIs(string? address) => application => application.Use((context, next) =>
    {
        context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        return next(context);
    });

    private static void AddPolicy(IServiceCollection services)
    {
        services.AddAuthentication(TestAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, TestAuthentication>(TestAuthentication.SchemeName, static _ => { });
        services.AddAuthorizationBuilder().AddPolicy("operators", static policy => policy.RequireUserName("operator"));
    }

    private static void AddUser(System.Net.Http.Headers.HttpRequestHeaders headers, string? user)
    {
        if (user is not null)
        {
            headers.Add(TestAuthentication.Header, user);
        }
    }

    /// <param name="application">The application to request the page from.</param>
    /// <param name="refusal">Part of the reason for its refusal; null if it serves the page.</param>
    /// <param name="change">Changes the request.</param>
    private static async Task AssertAnswersAsync(PageApplication application, string? refusal, Action<HttpRequestMessage>? change = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, PageApplication.Path);
        change?.Invoke(request);
        using HttpResponseMessage response = await application.Client.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(refusal is null ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains(refusal ?? "\"version\":1", text, StringComparison.Ordinal);
    }
}
