using System.Buffers;

namespace WebUpload;

internal static class SequenceResponse
{
    /// <summary>Sends bytes without copying them together, buffer by buffer.</summary>
    internal static async Task WriteSequenceAsync(this HttpResponse response, ReadOnlySequence<byte> bytes)
    {
        response.ContentLength = bytes.Length;
        foreach (ReadOnlyMemory<byte> buffer in bytes)
        {
            await response.Body.WriteAsync(buffer, response.HttpContext.RequestAborted);
        }
    }
}
