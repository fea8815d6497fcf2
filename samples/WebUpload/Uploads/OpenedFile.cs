namespace WebUpload.Uploads;

/// <summary>A file under download.</summary>
/// <param name="File">What is known about it.</param>
/// <param name="Content">Its compressed bytes.</param>
internal sealed record OpenedFile(StoredFile File, FileStream Content) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
