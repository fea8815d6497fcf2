using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Tidepool;

namespace WebUpload.Uploads;

/// <summary>The files that were uploaded, by name. In memory: they end with the program.</summary>
/// <param name="pool">Taken here, so that the container makes it before the store and disposes it after:
/// the files go back to a pool that is still open.</param>
internal sealed class UploadStore(BytePool pool) : IDisposable
{
    /// <summary>The pool that their bytes lie in.</summary>
    internal const string Pool = "uploads";

    private readonly ConcurrentDictionary<string, Upload> _uploads = new(StringComparer.Ordinal);

    internal IEnumerable<KeyValuePair<string, Upload>> All => _uploads;

    /// <summary>Reads a request's body to its end and keeps it, in place of a file of the same name.</summary>
    /// <exception cref="InsufficientMemoryException">The pool's budget doesn't allow it.</exception>
    internal async Task<Upload> ReceiveAsync(string name, PipeReader body, CancellationToken cancellationToken)
    {
        Upload upload = await Upload.ReceiveAsync(pool, body, cancellationToken);
        Upload? replaced = null;

        // Whichever of the two ran last took effect: a file that was seen first and deleted meanwhile isn't released once more.
        _uploads.AddOrUpdate(
            name,
            _ =>
            {
                replaced = null;
                return upload;
            },
            (_, present) =>
            {
                replaced = present;
                return upload;
            });
        replaced?.Release();
        return upload;
    }

    /// <summary>A file to be released after use.</summary>
    internal bool TryHold(string name, [NotNullWhen(true)] out Upload? upload) => _uploads.TryGetValue(name, out upload) && upload.TryHold();

    internal bool Delete(string name)
    {
        bool isThere = _uploads.TryRemove(name, out Upload? upload);
        upload?.Release();
        return isThere;
    }

    public void Dispose()
    {
        foreach (string name in _uploads.Keys)
        {
            Delete(name);
        }
    }
}
