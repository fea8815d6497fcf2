using MessageRelay.Memory;

namespace MessageRelay.Run;

/// <summary>The settings of the server's process.</summary>
internal sealed record ServerSettings(MemoryKind Kind, int MaxPayload);
