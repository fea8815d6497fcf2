using System.Text.Json;
using Tidepool;

namespace WebUpload.Uploads;

/// <summary>Upload, list, download, delete.</summary>
internal static class UploadEndpoints
{
    /// <summary>What a client is told to wait before it tries again, in seconds.</summary>
    private const string RetrySeconds = "5";

    internal static void MapUploads(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder files = app.MapGroup("/files");
        files.MapGet("/", ListAsync);
        files.MapPut("/{name}", ReceiveAsync);
        files.MapGet("/{name}", SendAsync);
        files.MapDelete("/{name}", static (string name, UploadStore store) => store.Delete(name) ? Results.NoContent() : Results.NotFound());
    }

    private static async Task<IResult> ReceiveAsync(string name, HttpContext context, UploadStore store)
    {
        try
        {
            Upload upload = await store.ReceiveAsync(name, context.Request.BodyReader, context.RequestAborted);
            return Results.Text(upload.Hash);
        }
        catch (InsufficientMemoryException)
        {
            context.Response.Headers.RetryAfter = RetrySeconds;
            return Results.Problem("All memory for uploads is in use. Delete a file, or try again later.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task SendAsync(string name, HttpContext context, UploadStore store)
    {
        if (!store.TryHold(name, out Upload? upload))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        try
        {
            context.Response.ContentType = "application/octet-stream";
            context.Response.Headers.ETag = $"\"{upload.Hash}\"";
            await context.Response.WriteSequenceAsync(upload.Content);
        }
        finally
        {
            upload.Release();
        }
    }

    private static async Task ListAsync(HttpContext context, UploadStore store, BytePool pool)
    {
        using PooledBufferWriter buffer = new(pool);
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartArray();
            foreach ((string name, Upload upload) in store.All)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteNumber("length", upload.Content.Length);
                json.WriteString("sha256", upload.Hash);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteSequenceAsync(buffer.WrittenSequence);
    }
}
