using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Tidepool;

namespace WebUpload.Uploads;

/// <summary>A file in pooled buffers. They go back when the store has let go of it and the last download has ended.</summary>
internal sealed class Upload
{
    private readonly PooledStream _bytes;

    /// <summary>The store and the downloads under way; 0 once the buffers went back.</summary>
    private int _holders = 1;

    private Upload(PooledStream bytes, string hash)
    {
        _bytes = bytes;
        Hash = hash;
        Content = bytes.GetReadOnlySequence();
    }

    /// <summary>SHA-256, in hexadecimal.</summary>
    internal string Hash { get; }

    internal ReadOnlySequence<byte> Content { get; }

    /// <summary>Reads a request's body to its end.</summary>
    /// <exception cref="InsufficientMemoryException">The pool's budget doesn't allow it.</exception>
    internal static async Task<Upload> ReceiveAsync(BytePool pool, PipeReader body, CancellationToken cancellationToken)
    {
        PooledStream bytes = new(pool);
        try
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            ReadResult read;
            do
            {
                read = await body.ReadAsync(cancellationToken);
                try
                {
                    foreach (ReadOnlyMemory<byte> part in read.Buffer)
                    {
                        hash.AppendData(part.Span);
                        bytes.Write(part.Span);
                    }
                }
                finally
                {
                    // Where the budget refuses as well: the server then reads the rest of the body, so that the client gets the answer.
                    body.AdvanceTo(read.Buffer.End);
                }
            }
            while (!read.IsCompleted);
            return new Upload(bytes, Convert.ToHexString(hash.GetHashAndReset()));
        }
        catch
        {
            await bytes.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins a download, unless the buffers went back already.</summary>
    internal bool TryHold()
    {
        int holders = Volatile.Read(ref _holders);
        while (holders > 0)
        {
            int seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders)
            {
                return true;
            }

            holders = seen;
        }

        return false;
    }

    internal void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _bytes.Dispose();
        }
    }
}
