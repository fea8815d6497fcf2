using System.Collections.Concurrent;
using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;
using WebUpload.Memory;

namespace WebUpload.Uploads;

/// <summary>The files that were uploaded, by name.</summary>
internal sealed class UploadStore : IDisposable
{
    private readonly UploadMemory _memory;
    private readonly UploadFolder _folder;
    private readonly ConcurrentDictionary<string, StoredFile> _files = new(StringComparer.Ordinal);

    /// <param name="folder">Where the files are; if null, a temporary folder, which is deleted with the store.</param>
    /// <param name="memory">Where its buffers come from.</param>
    internal UploadStore(string? folder, UploadMemory memory)
    {
        _memory = memory;
        _folder = new UploadFolder(folder, memory);
        foreach (StoredFile file in _folder.Load())
        {
            Publish(file);
        }
    }

    internal IEnumerable<StoredFile> All => _files.Values;

    /// <summary>Reads a request's body to its end and keeps it, in place of a file of the same name. A failed upload leaves nothing behind.</summary>
    /// <exception cref="InsufficientMemoryException">The memory's budget doesn't allow it.</exception>
    internal async Task<StoredFile> ReceiveAsync(string name, PipeReader body, long? expectedLength, CancellationToken cancellationToken)
    {
        Guid id = Guid.NewGuid();
        try
        {
            UploadPipeline pipeline;
            string hash;
            using (SafeFileHandle content = _folder.Create(id))
            {
                pipeline = new UploadPipeline(_memory, body, content);
                hash = await pipeline.RunAsync(expectedLength, cancellationToken);
            }

            StoredFile file = new(id, name, pipeline.Length, pipeline.StoredLength, hash, DateTimeOffset.UtcNow);
            await _folder.DescribeAsync(file, cancellationToken);
            Publish(file);
            return file;
        }
        catch
        {
            _folder.Delete(id);
            throw;
        }
    }

    /// <summary>Opens a file, if there is one of that name. It stays readable even if it is replaced or deleted meanwhile.</summary>
    internal OpenedFile? Open(string name)
    {
        while (_files.TryGetValue(name, out StoredFile? file))
        {
            try
            {
#pragma warning disable CA2000 // The opened file disposes it.
                return new OpenedFile(file, _folder.Open(file.Id));
#pragma warning restore CA2000
            }
            catch (FileNotFoundException) when (!_files.TryGetValue(name, out StoredFile? present) || present != file)
            {
                // Replaced or deleted between the two steps: look again.
            }
        }

        return null;
    }

    internal bool Delete(string name)
    {
        bool isThere = _files.TryRemove(name, out StoredFile? file);
        if (isThere)
        {
            _folder.Delete(file!.Id);
        }

        return isThere;
    }

    public void Dispose() => _folder.Dispose();

    private void Publish(StoredFile file)
    {
        StoredFile? replaced = null;

        // Whichever of the two ran last took effect: a file that was seen first and deleted meanwhile isn't deleted again.
        _files.AddOrUpdate(
            file.Name,
            _ =>
            {
                replaced = null;
                return file;
            },
            (_, present) =>
            {
                replaced = present;
                return file;
            });
        if (replaced is not null)
        {
            _folder.Delete(replaced.Id);
        }
    }
}
