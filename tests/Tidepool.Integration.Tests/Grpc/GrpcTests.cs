using System.Buffers;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Tidepool.Integration.Tests.Network;

namespace Tidepool.Integration.Tests.Grpc;

/// <summary>gRPC over HTTP/2, with the messages in pooled sequences on both sides.</summary>
[Trait("Requirement", "B6")]
[Trait("Requirement", "E3")]
public class GrpcTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_500_000)]
    public async Task UnaryCall_BringsBackTheMessage(int length)
    {
        using WatchedPool watched = new();
        byte[] data = RealData.Bytes(length);
        await using (WebServer server = await StartAsync(watched.Pool))
        using (GrpcChannel channel = GrpcChannel.ForAddress(server.Address))
        {
            using PooledMessage request = PooledMessage.Of(watched.Pool, new ReadOnlySequence<byte>(data));
            using AsyncUnaryCall<PooledMessage> call = channel.CreateCallInvoker()
                .AsyncUnaryCall(EchoService.Unary(watched.Pool), host: null, Options(), request);
            using PooledMessage response = await call;
            Assert.Equal(data, response.Bytes.ToArray());
        }

        await watched.AssertCleanAsync(minimumRents: 4);
    }

    [Fact]
    public async Task DuplexCall_BringsBackEachMessageInOrder()
    {
        using WatchedPool watched = new();
        await using (WebServer server = await StartAsync(watched.Pool))
        using (GrpcChannel channel = GrpcChannel.ForAddress(server.Address))
        using (AsyncDuplexStreamingCall<PooledMessage, PooledMessage> call = channel.CreateCallInvoker()
            .AsyncDuplexStreamingCall(EchoService.Duplex(watched.Pool), host: null, Options()))
        {
            for (int message = 0; message < 50; message++)
            {
                byte[] data = RealData.Bytes(message * 3_000);
                using PooledMessage request = PooledMessage.Of(watched.Pool, new ReadOnlySequence<byte>(data));
                await call.RequestStream.WriteAsync(request, TestContext.Current.CancellationToken);
                Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
                using PooledMessage response = call.ResponseStream.Current;
                Assert.Equal(data, response.Bytes.ToArray());
            }

            await call.RequestStream.CompleteAsync();
            Assert.False(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        }

        await watched.AssertCleanAsync(minimumRents: 150);
    }

    private static CallOptions Options() => new(cancellationToken: TestContext.Current.CancellationToken);

    private static Task<WebServer> StartAsync(BytePool pool) => WebServer.StartAsync(
        HttpProtocols.Http2,
        services =>
        {
            services.AddGrpc(static options => options.MaxReceiveMessageSize = null);
            services.AddSingleton(pool);
            services.AddSingleton<IServiceMethodProvider<EchoService>>(new EchoService.Provider(pool));
        },
        static app => app.MapGrpcService<EchoService>());
}
