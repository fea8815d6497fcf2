using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace WebUpload.Uploads;

/// <summary>The files that were uploaded, by name. In memory: they end with the program.</summary>
internal sealed class UploadStore : IDisposable
{
    /// <summary>The pool that their bytes lie in.</summary>
    internal const string Pool = "uploads";

    private readonly ConcurrentDictionary<string, Upload> _uploads = new(StringComparer.Ordinal);

    internal IEnumerable<KeyValuePair<string, Upload>> All => _uploads;

    /// <summary>Keeps a file, in place of one of the same name.</summary>
    internal void Put(string name, Upload upload)
    {
        Upload? replaced = null;
        _uploads.AddOrUpdate(name, upload, (_, present) =>
        {
            replaced = present;
            return upload;
        });
        replaced?.Release();
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
