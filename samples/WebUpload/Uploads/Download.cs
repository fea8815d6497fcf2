using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using WebUpload.Memory;

namespace WebUpload.Uploads;

/// <summary>From a file to a response: compressed, as stored, where the client accepts that, or else decompressed.</summary>
internal static class Download
{
    private const string GZip = "gzip";

    /// <exception cref="InsufficientMemoryException">The memory's budget doesn't allow it. Nothing was sent.</exception>
    internal static async Task SendAsync(OpenedFile opened, HttpContext context, UploadMemory memory)
    {
        StoredFile file = opened.File;
        using IMemoryOwner<byte> rented = memory.Rent((int)Math.Clamp(file.Length, 1, UploadPipeline.BlockSize));
        HttpResponse response = context.Response;
        bool isCompressed = file.StoredLength > 0 && Accepts(context.Request.GetTypedHeaders());
        response.ContentType = "application/octet-stream";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers.ETag = isCompressed ? $"\"{file.Sha256}-{GZip}\"" : $"\"{file.Sha256}\"";
        response.ContentLength = isCompressed ? file.StoredLength : file.Length;
        if (isCompressed)
        {
            response.Headers.ContentEncoding = GZip;
            await CopyAsync(opened.Content, response.Body, rented.Memory, context.RequestAborted);
        }
        else
        {
            await using GZipStream decompressed = new(opened.Content, CompressionMode.Decompress, leaveOpen: true);
            await CopyAsync(decompressed, response.Body, rented.Memory, context.RequestAborted);
        }
    }

    private static async Task CopyAsync(Stream from, Stream to, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int count;
        while ((count = await from.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await to.WriteAsync(buffer[..count], cancellationToken);
        }
    }

    /// <summary>Whether the client accepts gzip. An entry for gzip overrides the asterisk.</summary>
    private static bool Accepts(RequestHeaders headers)
    {
        StringWithQualityHeaderValue? accepted = headers.AcceptEncoding
                .FirstOrDefault(static value => value.Value.Equals(GZip, StringComparison.OrdinalIgnoreCase))
            ?? headers.AcceptEncoding.FirstOrDefault(static value => value.Value == "*");
        return accepted is not null && accepted.Quality != 0;
    }
}
