using MessageRelay.Load;
using MessageRelay.Memory;

namespace MessageRelay.Run;

/// <summary>A whole run, as the command line describes it.</summary>
internal sealed record RelaySettings
{
    /// <summary>The measured part of a round.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>The part of a round before the measured one, in which the server reaches its working speed.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often each kind of memory is measured.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>How many clients there are.</summary>
    public int Connections { get; init; } = 16;

    /// <summary>How many messages of one client may be under way.</summary>
    public int Window { get; init; } = 4;

    public string Mix { get; init; } = MessageMix.Broker;

    /// <summary>The longest message the server accepts, in bytes.</summary>
    public int MaxMessage { get; init; } = 2 * 1024 * 1024;

    public ulong Seed { get; init; } = 1;

    public IReadOnlyList<MemoryKind> Kinds { get; init; } = MemoryKinds.Default;
}
