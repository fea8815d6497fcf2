using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace Tidepool.Integration.Tests.Grpc;

/// <summary>Answers with the bytes it received. Its methods are described by hand, since they carry bytes rather than generated messages.</summary>
internal sealed class EchoService(BytePool pool)
{
    private const string Name = "tidepool.Echo";

    internal static Method<PooledMessage, PooledMessage> Unary(BytePool pool) => Describe(MethodType.Unary, nameof(Unary), pool);

    internal static Method<PooledMessage, PooledMessage> Duplex(BytePool pool) => Describe(MethodType.DuplexStreaming, nameof(Duplex), pool);

    /// <summary>The call owns the request until the answer, which is a copy of it, has been sent.</summary>
    private Task<PooledMessage> AnswerAsync(PooledMessage request, ServerCallContext context)
    {
        PooledMessage response = PooledMessage.Of(pool, request.Bytes);
        context.GetHttpContext().Response.RegisterForDispose(request);
        context.GetHttpContext().Response.RegisterForDispose(response);
        return Task.FromResult(response);
    }

    private static async Task AnswerEachAsync(IAsyncStreamReader<PooledMessage> requests, IServerStreamWriter<PooledMessage> responses)
    {
        await foreach (PooledMessage request in requests.ReadAllAsync())
        {
            using (request)
            {
                await responses.WriteAsync(request);
            }
        }
    }

    private static Method<PooledMessage, PooledMessage> Describe(MethodType type, string name, BytePool pool) =>
        new(type, Name, name, PooledMessage.MarshallerOver(pool), PooledMessage.MarshallerOver(pool));

    /// <summary>Registers the methods with the server.</summary>
    internal sealed class Provider(BytePool pool) : IServiceMethodProvider<EchoService>
    {
        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<EchoService> context)
        {
            context.AddUnaryMethod(Unary(pool), [], static (service, request, call) => service.AnswerAsync(request, call));
            context.AddDuplexStreamingMethod(Duplex(pool), [], static (_, requests, responses, _) => AnswerEachAsync(requests, responses));
        }
    }
}
