using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Tidepool.Integration.Tests.Network;

/// <summary><see cref="HttpClient"/> and a real server, with pooled content in both directions.</summary>
[Trait("Requirement", "E3")]
public class HttpClientTests
{
    private const int Length = 2_500_000;

    [Fact]
    public async Task Stream_SentAndReceived()
    {
        using WatchedPool watched = new();
        byte[] data = RealData.Bytes(Length);
        await using (WebServer server = await StartAsync(watched.Pool))
        using (HttpClient client = new() { BaseAddress = server.Address })
        {
            PooledStream sent = new(watched.Pool);
            await sent.WriteAsync(data, TestContext.Current.CancellationToken);
            sent.Position = 0;
            // The content owns the stream.
            using StreamContent content = new(sent);
            using HttpResponseMessage response = await client.PostAsync(new Uri("echo", UriKind.Relative), content, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await using PooledStream received = new(watched.Pool);
            await response.Content.CopyToAsync(received, TestContext.Current.CancellationToken);
            Assert.Equal(data, received.ToArray());
        }

        await watched.AssertCleanAsync(minimumRents: 100);
    }

    [Fact]
    public async Task Lease_SentAndReceived()
    {
        using WatchedPool watched = new();
        byte[] data = RealData.Bytes(Length);
        await using (WebServer server = await StartAsync(watched.Pool))
        using (HttpClient client = new() { BaseAddress = server.Address })
        {
            using ByteLease sent = watched.Pool.Rent(data.Length);
            data.CopyTo(sent.Span);
            using ReadOnlyMemoryContent content = new(sent.Memory);
            using HttpRequestMessage request = new(HttpMethod.Post, "echo") { Content = content };
            using HttpResponseMessage response =
                await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            using ByteLease received = watched.Pool.Rent((int)response.Content.Headers.ContentLength!.Value);
            await using Stream body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            await body.ReadExactlyAsync(received.Memory, TestContext.Current.CancellationToken);
            Assert.True(received.Span.SequenceEqual(data));
        }

        await watched.AssertCleanAsync(minimumRents: 100);
    }

    [Fact]
    public async Task Requests_InParallelAndAborted_LeaveNothingBehind()
    {
        using WatchedPool watched = new();
        byte[] data = RealData.Bytes(200_000);
        byte[] hash = SHA256.HashData(data);
        await using (WebServer server = await StartAsync(watched.Pool))
        using (HttpClient client = new() { BaseAddress = server.Address })
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, 40), TestContext.Current.CancellationToken, async (request, cancellationToken) =>
            {
                PooledStream sent = new(watched.Pool);
                await sent.WriteAsync(data, cancellationToken);
                sent.Position = 0;
                using StreamContent content = new(sent);
                using HttpRequestMessage message = new(HttpMethod.Post, "echo") { Content = content };
                using HttpResponseMessage response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if (request % 4 == 0)
                {
                    // Disconnects in the middle of the answer.
                    return;
                }

                Assert.Equal(hash, await SHA256.HashDataAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken));
            });
        }

        await watched.AssertCleanAsync(minimumRents: 1_000);
    }

    /// <summary>Reads a request's body into one pooled stream, and answers with it.</summary>
    private static Task<WebServer> StartAsync(BytePool pool) =>
        WebServer.StartAsync(HttpProtocols.Http1, static _ => { }, app => app.MapPost("/echo", async context =>
    {
        await using PooledStream body = new(pool, 8_000);
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        context.Response.ContentLength = body.Length;
        foreach (ReadOnlyMemory<byte> part in body.GetReadOnlySequence())
        {
            await context.Response.BodyWriter.WriteAsync(part, context.RequestAborted);
        }
    }));
}
