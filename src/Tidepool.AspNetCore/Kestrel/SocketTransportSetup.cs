using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Tidepool.AspNetCore.Kestrel;

/// <summary>Gives the socket transport our factory where Kestrel was registered after it, and so its factory is the container's last.</summary>
/// <remarks>The transport's options keep their factory to themselves. But Kestrel sets it by a configuration step that takes the factory from the container;
/// here that step is taken once more, with ours.</remarks>
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
