using MessageRelay.Memory;

namespace MessageRelay.Run;

/// <summary>What the server's process is told.</summary>
internal sealed record ServerSettings(MemoryKind Kind, int MaxPayload);
