namespace MessageRelay.Wire;

/// <summary>The fields of a frame that its sender chooses.</summary>
/// <param name="Recipient">The client that the message is for; <see cref="Frame.ServerId"/> for the server itself.</param>
/// <param name="Sender">The client that sent the message.</param>
/// <param name="Sequence">Counts the messages of one sender, from 0.</param>
/// <param name="SentAt">When the sender handed the message to its socket, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</param>
internal readonly record struct FrameHeader(int Recipient, int Sender, long Sequence, long SentAt);
