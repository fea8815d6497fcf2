using MessageRelay.Wire;

namespace MessageRelay.Server;

/// <summary>Which connection belongs to which client. Safe for use by any thread; a lookup takes no lock.</summary>
internal sealed class ClientDirectory(int maxClients)
{
    private readonly Lock _registering = new();
    private readonly RelayConnection?[] _byId = new RelayConnection?[maxClients + 1];

    /// <summary>Adds a client that introduced itself. The place of one that has left may be taken again.</summary>
    /// <exception cref="FrameException">The id is impossible, or in use.</exception>
    public void Register(int id, RelayConnection connection)
    {
        if (id < 1 || id > maxClients)
        {
            throw new FrameException($"the client introduced itself as {id}, and ids run from 1 to {maxClients}");
        }

        lock (_registering)
        {
            if (_byId[id] is { IsClosed: false })
            {
                throw new FrameException($"the client introduced itself as {id}, and {id} is already connected");
            }

            Volatile.Write(ref _byId[id], connection);
        }
    }

    /// <summary>The connection of a client, which may have closed in the meantime.</summary>
    /// <exception cref="FrameException">No client ever had this id.</exception>
    public RelayConnection Find(int id) =>
        id >= 1 && id <= maxClients && Volatile.Read(ref _byId[id]) is { } connection
            ? connection
            : throw new FrameException($"the message is for client {id}, which is not known");
}
