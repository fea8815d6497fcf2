using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tidepool.AspNetCore.Tests.Kestrel;

/// <summary>A real Kestrel on 127.0.0.1 that echoes: bodies at /echo, held in a pooled stream, and WebSocket messages at /socket.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly X509Certificate2? _certificate;

    private RunningServer(WebApplication app, X509Certificate2? certificate)
    {
        _app = app;
        _certificate = certificate;
        Address = new Uri(app.Urls.Single());
    }

    internal Uri Address { get; }

    internal IServiceProvider Services => _app.Services;

    /// <summary>The pool that Kestrel's blocks come from.</summary>
    internal BytePool Blocks => Services.GetRequiredKeyedService<BytePool>(ServerPools.Blocks);

    /// <summary>The pool that holds the echoed bodies.</summary>
    internal BytePool Bodies => Services.GetRequiredService<BytePool>();

    /// <param name="configure">Registers pools.</param>
    /// <param name="protocols">The server's protocols.</param>
    /// <param name="isEncrypted">Whether it uses TLS, with a certificate made for the test.</param>
    internal static async Task<RunningServer> StartAsync(Action<WebApplicationBuilder> configure,
        HttpProtocols protocols = HttpProtocols.Http1, bool isEncrypted = false)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        X509Certificate2? certificate = isEncrypted ? TestCertificate.Create() : null;
        configure(builder);
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Limits.MaxRequestBodySize = null;
            server.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = protocols;
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        WebApplication app = builder.Build();
        app.UseWebSockets();
        app.MapPost("/echo", EchoAsync);
        app.Map("/socket", EchoSocketAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningServer(app, certificate);
    }

    /// <summary>Stops after the running requests have ended.</summary>
    internal Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>Stops the running requests too.</summary>
    internal Task StopAtOnceAsync() => _app.StopAsync(new CancellationToken(canceled: true));

    /// <summary>A client that uses exactly this version.</summary>
#pragma warning disable CA2000 // The client disposes its handler.
    internal HttpClient CreateClient(Version version) => new(CreateHandler())
#pragma warning restore CA2000
    {
        BaseAddress = Address,
        DefaultRequestVersion = version,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = TimeSpan.FromMinutes(2),
    };

    /// <summary>A handler that trusts only the server's certificate.</summary>
    internal SocketsHttpHandler CreateHandler()
    {
        SocketsHttpHandler handler = new();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate?.GetCertHashString() == _certificate?.GetCertHashString();
        return handler;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate?.Dispose();
    }

    private static async Task EchoAsync(HttpContext context, BytePool pool)
    {
        using PooledStream body = new(pool);
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        body.Position = 0;
        context.Response.Headers["X-Hash"] = Convert.ToHexString(await SHA256.HashDataAsync(body, context.RequestAborted));
        context.Response.ContentLength = body.Length;
        body.Position = 0;
        await body.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static async Task EchoSocketAsync(HttpContext context, BytePool pool)
    {
        const int FrameSize = 16 * 1024;
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        using ByteLease buffer = await pool.RentAsync(FrameSize, context.RequestAborted);
        try
        {
            while (await socket.ReceiveAsync(buffer.Memory, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } received)
            {
                await socket.SendAsync(buffer.Memory[..received.Count], received.MessageType, received.EndOfMessage, context.RequestAborted);
            }

            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            // The client has gone: some tests abort it.
        }
    }
}

/// <summary>The two pools of a server under test, and their reports.</summary>
internal sealed class ServerPools(PoolMode mode, PoolMode sampled = PoolMode.Standard)
{
    internal const string Blocks = "blocks";

    /// <summary>Short enough for each request to have both sampled rents and others.</summary>
    private const int SampledInterval = 4;

    internal ConcurrentQueue<MisuseReport> Reports { get; } = [];

    internal void AddTo(WebApplicationBuilder builder)
    {
        builder.Services.AddTidepool(Configure);
        builder.Services.AddTidepool(Blocks, Configure).UseForKestrel();
    }

    /// <summary>No buffer is out, none was dropped, none was misused.</summary>
    internal async Task AssertAllCameBackAsync(RunningServer server)
    {
        foreach (BytePool pool in (BytePool[])[server.Blocks, server.Bodies])
        {
            await Poll.UntilAsync(() => pool.GetStatistics() is { Rented: 0, UnpooledRented: 0 },
                () => $"{pool.GetStatistics().Rented} buffers of \"{pool.Name}\" are out: {string.Join('\n', pool.GetOutstanding())}");
        }

        FullCollections.Run();
        foreach (BytePool pool in (BytePool[])[server.Blocks, server.Bodies])
        {
            Assert.Equal((0, 0), (pool.GetStatistics().Abandoned, pool.GetStatistics().UnpooledAbandoned));
        }

        Assert.Empty(Reports);
    }

    private void Configure(BytePoolOptions options)
    {
        options.Mode = mode;
        options.SampledMode = sampled;
        options.SampledModeInterval = SampledInterval;
        options.OnMisuse = Reports.Enqueue;
    }
}
