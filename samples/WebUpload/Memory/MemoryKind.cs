namespace WebUpload.Memory;

/// <summary>The kinds of memory that the service can run on.</summary>
internal enum MemoryKind
{
    ArrayPool,
    Recyclable,
    Tidepool,
}
