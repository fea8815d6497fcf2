using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using WebUpload.Memory;

namespace WebUpload.Uploads;

/// <summary>The files on disk: for each its compressed bytes and, once they are complete, its description as JSON.</summary>
/// <remarks>Files are named by an id of the service's own, so what a client calls a file never becomes a path.</remarks>
internal sealed class UploadFolder : IDisposable
{
    private const string Content = ".gz";
    private const string Description = ".json";
    private const string Unfinished = ".json.part";

    private readonly string _path;
    private readonly UploadMemory _memory;
    private readonly bool _isTemporary;

    internal UploadFolder(string? path, UploadMemory memory)
    {
        _memory = memory;
        _isTemporary = path is null;
        _path = path is null ? Directory.CreateTempSubdirectory("web-upload-").FullName : Directory.CreateDirectory(path).FullName;
    }

    /// <summary>The files of earlier runs, oldest first. What was left by an upload that didn't finish is deleted.</summary>
    internal IReadOnlyList<StoredFile> Load()
    {
        List<StoredFile> files = [];
        foreach (string path in Directory.EnumerateFiles(_path, "*" + Content))
        {
            if (!Guid.TryParse(Path.GetFileNameWithoutExtension(path), out Guid id))
            {
                continue;
            }

            if (!File.Exists(PathOf(id, Description)))
            {
                Delete(id);
                continue;
            }

            using FileStream description = File.OpenRead(PathOf(id, Description));
            files.Add(JsonSerializer.Deserialize(description, StoredFileJson.Default.StoredFile)
                ?? throw new JsonException($"'{PathOf(id, Description)}' describes no file. Delete it together with '{path}'."));
        }

        return [.. files.OrderBy(static file => file.Uploaded)];
    }

    internal SafeFileHandle Create(Guid id) =>
        File.OpenHandle(PathOf(id, Content), FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous);

    internal FileStream Open(Guid id) =>
        new(PathOf(id, Content), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);

    /// <summary>Writes a file's description, which makes the file complete.</summary>
    internal async Task DescribeAsync(StoredFile file, CancellationToken cancellationToken)
    {
        using ByteCollector collected = _memory.CollectJson();
        await using (Utf8JsonWriter json = new(collected.Writer))
        {
            JsonSerializer.Serialize(json, file, StoredFileJson.Default.StoredFile);
        }

        string unfinished = PathOf(file.Id, Unfinished);
        using (SafeFileHandle handle = File.OpenHandle(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous))
        {
            long position = 0;
            foreach (ReadOnlyMemory<byte> part in collected.Bytes)
            {
                await RandomAccess.WriteAsync(handle, part, position, cancellationToken);
                position += part.Length;
            }
        }

        File.Move(unfinished, PathOf(file.Id, Description));
    }

    /// <summary>Deletes whatever exists of a file: the description first, so that a crash leaves no description without its bytes.</summary>
    internal void Delete(Guid id)
    {
        File.Delete(PathOf(id, Description));
        File.Delete(PathOf(id, Unfinished));
        File.Delete(PathOf(id, Content));
    }

    public void Dispose()
    {
        if (_isTemporary)
        {
            Directory.Delete(_path, recursive: true);
        }
    }

    private string PathOf(Guid id, string extension) => Path.Combine(_path, id.ToString("N") + extension);
}
