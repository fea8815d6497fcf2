using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using WebUpload.Memory;

namespace WebUpload.Uploads;

/// <summary>From a request's body through hashing and compression to a file, block by block.</summary>
internal sealed class UploadPipeline(UploadMemory memory, PipeReader body, SafeFileHandle file)
{
    /// <summary>The number of bytes hashed and compressed at once, and roughly the number written at once.</summary>
    internal const int BlockSize = 64 * 1024;

    /// <summary>How many bytes have been received.</summary>
    internal long Length { get; private set; }

    /// <summary>How many bytes are in the file.</summary>
    internal long StoredLength { get; private set; }

    /// <summary>Reads the body to its end.</summary>
    /// <param name="expectedLength">The body's length, if the client has announced it: a short body gets a small buffer.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>The SHA-256 of the body, in hexadecimal.</returns>
    /// <exception cref="InsufficientMemoryException">The memory's budget doesn't allow it. The server then reads the rest of the body,
    /// so that the client gets the answer.</exception>
    internal async Task<string> RunAsync(long? expectedLength, CancellationToken cancellationToken)
    {
        using IMemoryOwner<byte> rented = memory.Rent((int)Math.Clamp(expectedLength ?? BlockSize, 1, BlockSize));
        using ByteCollector compressed = memory.Collect();
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (GZipStream compressor = new(compressed.Stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            int count;
            while ((count = await FillAsync(rented.Memory, cancellationToken)) > 0)
            {
                // Into memory, so that no thread waits for the disk.
                hash.AppendData(rented.Memory.Span[..count]);
                compressor.Write(rented.Memory.Span[..count]);
                Length += count;
                if (compressed.Length >= BlockSize)
                {
                    await StoreAsync(compressed, cancellationToken);
                }
            }
        }

        await StoreAsync(compressed, cancellationToken);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Reads until the block is full or the body ends.</summary>
    private async ValueTask<int> FillAsync(Memory<byte> block, CancellationToken cancellationToken)
    {
        int count = 0;
        bool ended = false;
        while (count < block.Length && !ended)
        {
            ReadResult read = await body.ReadAsync(cancellationToken);
            ReadOnlySequence<byte> part = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, block.Length - count));
            part.CopyTo(block.Span[count..]);
            count += (int)part.Length;
            ended = read.IsCompleted && part.Length == read.Buffer.Length;
            body.AdvanceTo(part.End);
        }

        return count;
    }

    private async ValueTask StoreAsync(ByteCollector compressed, CancellationToken cancellationToken)
    {
        foreach (ReadOnlyMemory<byte> part in compressed.Bytes)
        {
            await RandomAccess.WriteAsync(file, part, StoredLength, cancellationToken);
            StoredLength += part.Length;
        }

        compressed.Clear();
    }
}
