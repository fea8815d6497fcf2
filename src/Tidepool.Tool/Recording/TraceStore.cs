namespace Tidepool.Tool.Recording;

/// <summary>A folder for traces: a temporary one that goes away, or one that the user wants to keep.</summary>
internal sealed class TraceStore : IDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly bool _isTemporary;
    private int _count;

    private TraceStore(DirectoryInfo folder, bool isTemporary)
    {
        _folder = folder;
        _isTemporary = isTemporary;
    }

    /// <exception cref="ToolException">The folder can't be made, or takes no files.</exception>
    internal static TraceStore In(DirectoryInfo? folder)
    {
        if (folder is null)
        {
            return new TraceStore(Directory.CreateTempSubdirectory("tidepool-"), isTemporary: true);
        }

        try
        {
            folder.Create();
            File.Create(Path.Combine(folder.FullName, $".tidepool-{Guid.NewGuid():N}"), 1, FileOptions.DeleteOnClose).Dispose();
            return new TraceStore(folder, isTemporary: false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"Traces can't be kept in the folder {folder.FullName}: {failure.Message}", failure);
        }
    }

    /// <summary>A file for the next trace.</summary>
    /// <param name="what">What it will hold.</param>
    internal FileInfo Next(string what) => new(Path.Combine(_folder.FullName, $"{++_count}-{what}.nettrace"));

    public void Dispose()
    {
        if (_isTemporary)
        {
            _folder.Delete(recursive: true);
        }
    }
}
