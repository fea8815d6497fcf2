namespace Tidepool.Tool.Recording;

/// <summary>A folder for traces: a temporary one that goes away, or one that the user wants to keep.</summary>
internal sealed class TraceStore : IDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly bool _isTemporary;
    private readonly bool _isNew;
    private int _count;

    private TraceStore(DirectoryInfo folder, bool isTemporary, bool isNew)
    {
        _folder = folder;
        _isTemporary = isTemporary;
        _isNew = isNew;
    }

    /// <exception cref="ToolException">The folder can't be made, or takes no files.</exception>
    internal static TraceStore In(DirectoryInfo? folder)
    {
        if (folder is null)
        {
            return new TraceStore(Directory.CreateTempSubdirectory("tidepool-"), isTemporary: true, isNew: true);
        }

        bool isNew = !Directory.Exists(folder.FullName);

        try
        {
            folder.Create();
            File.Create(Path.Combine(folder.FullName, $".tidepool-{Guid.NewGuid():N}"), 1, FileOptions.DeleteOnClose).Dispose();
            return new TraceStore(folder, isTemporary: false, isNew);
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
        // A folder that was made for traces goes away again where there are none.
        if (_isTemporary || (_isNew && !_folder.EnumerateFileSystemInfos().Any()))
        {
            _folder.Delete(recursive: true);
        }
    }
}
