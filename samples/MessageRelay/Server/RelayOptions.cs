namespace MessageRelay.Server;

/// <summary>What the server tolerates.</summary>
internal sealed record RelayOptions
{
    /// <summary>The longest payload it accepts, in bytes.</summary>
    public required int MaxPayload { get; init; }

    /// <summary>Client ids run from 1 to this number.</summary>
    public int MaxClients { get; init; } = 1024;

    /// <summary>How many messages may wait for one recipient before their senders have to wait.</summary>
    public int OutboxCapacity { get; init; } = 64;

    /// <summary>How long a client may leave a message half sent or half received before it is disconnected.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
