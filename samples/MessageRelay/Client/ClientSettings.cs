namespace MessageRelay.Client;

/// <summary>The settings of the clients' process.</summary>
/// <param name="Port">Where the server listens, on the loopback address.</param>
/// <param name="Clients">How many clients there are, with ids from 1.</param>
/// <param name="Window">How many messages of one client may be under way.</param>
/// <param name="Mix">The sizes of messages, as <see cref="Load.MessageMix.TryParse"/> reads them.</param>
/// <param name="MaxPayload">The longest message, in bytes.</param>
/// <param name="Seed">Chooses messages and recipients.</param>
internal sealed record ClientSettings(int Port, int Clients, int Window, string Mix, int MaxPayload, ulong Seed);
