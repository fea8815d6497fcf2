namespace MessageRelay.Run;

/// <summary>What the messages are made of.</summary>
internal sealed record CorpusInfo(string Directory, int Files, int Bytes);
