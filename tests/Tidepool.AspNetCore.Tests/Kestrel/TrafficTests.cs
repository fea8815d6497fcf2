using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Tidepool.AspNetCore.Tests.Kestrel;

/// <summary>Real clients and a real server in which every block is a lease: no bytes are changed, no lease is misused or kept.</summary>
[Trait("Requirement", "E4")]
[Trait("Requirement", "B2")]
public class TrafficTests
{
    private const int LargeBody = 4 * 1024 * 1024;

    public static TheoryData<PoolMode, HttpProtocols, bool> Servers
    {
        get
        {
            TheoryData<PoolMode, HttpProtocols, bool> servers = [];
            foreach (PoolMode mode in (PoolMode[])[PoolMode.Standard, PoolMode.Checked, PoolMode.Guarded])
            {
                foreach (HttpProtocols protocols in (HttpProtocols[])[HttpProtocols.Http1, HttpProtocols.Http2])
                {
                    servers.Add(mode, protocols, false);
                    servers.Add(mode, protocols, true);
                }
            }

            return servers;
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Uploads_OfManySizes_ComeBackByteForByte(PoolMode mode, HttpProtocols protocols, bool isEncrypted)
    {
        ServerPools pools = new(mode);
        await using RunningServer server = await RunningServer.StartAsync(pools.AddTo, protocols, isEncrypted);
        using (HttpClient client = server.CreateClient(VersionOf(protocols)))
        {
            await Task.WhenAll(((int[])[0, 1, 4_095, 4_096, 4_097, 100_000, LargeBody, LargeBody + 1]).Select(size => EchoAsync(client, size)));
        }

        Assert.InRange(server.Blocks.GetStatistics().Returned, 2 * LargeBody / 4_096, long.MaxValue);
        await server.StopAsync();
        await pools.AssertAllCameBackAsync(server);
    }

    /// <summary>Some blocks and bodies of a request are tracked, on inaccessible pages where possible, and others aren't.</summary>
    [Theory]
    [InlineData(PoolMode.Checked, HttpProtocols.Http1)]
    [InlineData(PoolMode.Checked, HttpProtocols.Http2)]
    [InlineData(PoolMode.Guarded, HttpProtocols.Http1)]
    [InlineData(PoolMode.Guarded, HttpProtocols.Http2)]
    public async Task Uploads_WhereSomeRentsAreSampled_ComeBackByteForByte(PoolMode sampled, HttpProtocols protocols)
    {
        ServerPools pools = new(PoolMode.Standard, sampled);
        await using RunningServer server = await RunningServer.StartAsync(pools.AddTo, protocols, isEncrypted: false);
        using (HttpClient client = server.CreateClient(VersionOf(protocols)))
        {
            await Task.WhenAll(((int[])[1, 4_097, 100_000, LargeBody]).Select(size => EchoAsync(client, size)));
        }

        await server.StopAsync();
        await pools.AssertAllCameBackAsync(server);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Requests_AbortedByTheirClients_LeaveNothing(PoolMode mode, HttpProtocols protocols, bool isEncrypted)
    {
        ServerPools pools = new(mode);
        await using RunningServer server = await RunningServer.StartAsync(pools.AddTo, protocols, isEncrypted);
        using (HttpClient client = server.CreateClient(VersionOf(protocols)))
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AbortUploadAsync(client)));
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AbortDownloadAsync(client)));

            // The server still serves.
            await EchoAsync(client, 100_000);
        }

        await server.StopAsync();
        await pools.AssertAllCameBackAsync(server);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Server_StoppedInTheMiddleOfUploads_LeavesNothing(PoolMode mode, HttpProtocols protocols, bool isEncrypted)
    {
        ServerPools pools = new(mode);
        await using RunningServer server = await RunningServer.StartAsync(pools.AddTo, protocols, isEncrypted);
        using HttpClient client = server.CreateClient(VersionOf(protocols));
        using HaltingContent content = new(LargeBody, LargeBody / 2);
        Task<HttpResponseMessage> upload = client.PostAsync(new Uri("/echo", UriKind.Relative), content, TestContext.Current.CancellationToken);
        await content.Halted;
        await Poll.UntilAsync(() => server.Bodies.GetStatistics().BytesRented >= LargeBody / 4, () => "The upload doesn't reach the server.");
        await server.StopAtOnceAsync();
        content.Release();
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => upload);
        Assert.True(failure is HttpRequestException or OperationCanceledException, $"{failure}");
        await pools.AssertAllCameBackAsync(server);
    }

    internal static async Task EchoAsync(HttpClient client, int size)
    {
        byte[] sent = RandomNumberGenerator.GetBytes(size);
        using ByteArrayContent content = new(sent);
        using HttpResponseMessage response = await client.PostAsync(new Uri("/echo", UriKind.Relative), content, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        byte[] received = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(client.DefaultRequestVersion, response.Version);
        Assert.True(sent.AsSpan().SequenceEqual(received), $"{size} bytes came back changed.");
        Assert.Equal(Convert.ToHexString(SHA256.HashData(sent)), response.Headers.GetValues("X-Hash").Single());
    }

    private static async Task AbortUploadAsync(HttpClient client)
    {
        using CancellationTokenSource abort = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using HaltingContent content = new(LargeBody, LargeBody / 8);
        Task<HttpResponseMessage> upload = client.PostAsync(new Uri("/echo", UriKind.Relative), content, abort.Token);
        await content.Halted;
        await abort.CancelAsync();
        content.Release();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload);
    }

    private static async Task AbortDownloadAsync(HttpClient client)
    {
        using ByteArrayContent content = new(new byte[LargeBody / 8]);
        using HttpRequestMessage request =
            new(HttpMethod.Post, "/echo") { Content = content, Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using Stream body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, body.ReadByte());
    }

    private static Version VersionOf(HttpProtocols protocols) => protocols == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11;
}
