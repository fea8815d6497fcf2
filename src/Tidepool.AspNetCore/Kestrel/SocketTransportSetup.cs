using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Tidepool.AspNetCore.Kestrel;

/// <summary>Gives the socket transport our factory even if Kestrel is registered later, which would make Kestrel's factory the last one in the
/// container.</summary>
/// <remarks>The transport's options keep their factory private. But Kestrel sets it in a configuration step that takes the factory from the container; that
/// step is repeated here with our factory.</remarks>
internal sealed class SocketTransportSetup(BlockPoolFactory factory, IEnumerable<IConfigureOptions<SocketTransportOptions>> steps)
    : IPostConfigureOptions<SocketTransportOptions>
{
    public void PostConfigure(string? name, SocketTransportOptions options)
    {
        foreach (ConfigureNamedOptions<SocketTransportOptions, IMemoryPoolFactory<byte>> step in
            steps.OfType<ConfigureNamedOptions<SocketTransportOptions, IMemoryPoolFactory<byte>>>())
        {
            step.Action?.Invoke(options, factory);
        }
    }
}
