namespace MessageRelay.Run;

/// <summary>The speed of a round at one moment, counted from the moment the clients began to send.</summary>
internal readonly record struct ThroughputPoint(double Seconds, double MessagesPerSecond);
