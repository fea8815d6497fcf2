namespace MessageRelay.Memory;

/// <summary>The kinds of memory that the relay can run on.</summary>
internal enum MemoryKind
{
    NewArray,
    ArrayPool,
    Tidepool,
    Control,
}
