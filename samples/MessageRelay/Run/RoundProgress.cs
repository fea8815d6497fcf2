using MessageRelay.Memory;

namespace MessageRelay.Run;

/// <summary>How far a run has come.</summary>
/// <param name="Kind">What is being measured.</param>
/// <param name="Round">From 1.</param>
/// <param name="Fraction">How much of this kind's round is over, from 0 to 1.</param>
/// <param name="MessagesPerSecond">The speed now; in a result, that of the measured time.</param>
/// <param name="Result">The result, once there is one.</param>
internal sealed record RoundProgress(MemoryKind Kind, int Round, double Fraction, double MessagesPerSecond, RoundResult? Result);
