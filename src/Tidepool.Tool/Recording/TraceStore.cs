namespace Tidepool.Tool.Recording;

/// <summary>A folder for traces: a temporary one, which is deleted, or one chosen by the user, which is kept.</summary>
internal sealed class TraceStore : IDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly bool _isTemporary;

    /// <summary>The outermost folder created for it; null if it existed already.</summary>
    private readonly DirectoryInfo? _made;

    private int _count;

    private TraceStore(DirectoryInfo folder, bool isTemporary, DirectoryInfo? made)
    {
        _folder = folder;
        _isTemporary = isTemporary;
        _made = made;
    }

    /// <exception cref="ToolException">The folder can't be created, or files can't be written to it.</exception>
    internal static TraceStore In(DirectoryInfo? folder)
    {
        if (folder is null)
        {
            DirectoryInfo temporary = Directory.CreateTempSubdirectory("tidepool-");
            return new TraceStore(temporary, isTemporary: true, temporary);
        }

        if (File.Exists(folder.FullName))
        {
            throw new ToolException($"{folder.FullName} is a file, and --save-trace takes a folder, such as traces.");
        }

        DirectoryInfo? made = MissingFolder.Of(folder);
        try
        {
            folder.Create();
            File.Create(Path.Combine(folder.FullName, $".tidepool-{Guid.NewGuid():N}"), 1, FileOptions.DeleteOnClose).Dispose();
            return new TraceStore(folder, isTemporary: false, made);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"Traces can't be kept in the folder {folder.FullName}: {failure.Message}", failure);
        }
    }

    /// <summary>Returns a file for the next trace.</summary>
    /// <param name="what">What it will contain.</param>
    internal FileInfo Next(string what) => new(Path.Combine(_folder.FullName, $"{++_count}-{what}.nettrace"));

    public void Dispose()
    {
        // Deletes a temporary folder, and a folder that was created for traces if it stayed empty; unless it has been deleted meanwhile.
        try
        {
            if (_isTemporary || !_folder.EnumerateFileSystemInfos().Any())
            {
                _made?.Delete(recursive: true);
            }
        }
        catch (DirectoryNotFoundException)
        {
            return;
        }
    }
}
