using System.Text.Json;
using WebUpload.Memory;

namespace WebUpload.Uploads;

/// <summary>Upload, list, download, delete.</summary>
internal static class UploadEndpoints
{
    /// <summary>How long a client is asked to wait before it tries again, in seconds.</summary>
    private const string RetrySeconds = "5";

    internal static void MapUploads(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder files = app.MapGroup("/files");
        files.MapGet("/", ListAsync);
        files.MapPut("/{name}", ReceiveAsync);
        files.MapGet("/{name}", SendAsync);
        files.MapDelete("/{name}", static (string name, UploadStore store) => store.Delete(name) ? Results.NoContent() : Results.NotFound());
    }

    private static async Task<IResult> ReceiveAsync(string name, HttpContext context, UploadStore store, UploadMetrics metrics)
    {
        if (!FileName.IsValid(name))
        {
            return Results.Problem(FileName.Rule, statusCode: StatusCodes.Status400BadRequest);
        }

        try
        {
            StoredFile file = await store.ReceiveAsync(name, context.Request.BodyReader, context.Request.ContentLength, context.RequestAborted);
            metrics.Stored(file);
            return Results.Text(file.Sha256);
        }
        catch (InsufficientMemoryException)
        {
            metrics.Refused();
            return Busy(context);
        }
        catch (Exception exception) when (exception is BadHttpRequestException || context.RequestAborted.IsCancellationRequested)
        {
            metrics.Broken();
            throw;
        }
    }

    private static async Task<IResult> SendAsync(string name, HttpContext context, UploadStore store, UploadMemory memory)
    {
        await using OpenedFile? file = store.Open(name);
        if (file is null)
        {
            return Results.NotFound();
        }

        try
        {
            await Download.SendAsync(file, context, memory);
            return Results.Empty;
        }
        catch (InsufficientMemoryException) when (!context.Response.HasStarted)
        {
            return Busy(context);
        }
    }

    private static IResult Busy(HttpContext context)
    {
        context.Response.Headers.RetryAfter = RetrySeconds;
        return Results.Problem("All memory for uploads and downloads is in use. Try again later.", statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task ListAsync(HttpContext context, UploadStore store, UploadMemory memory)
    {
        using ByteCollector collected = memory.CollectJson();
        using (Utf8JsonWriter json = new(collected.Writer))
        {
            json.WriteStartArray();
            foreach (StoredFile file in store.All)
            {
                JsonSerializer.Serialize(json, file, StoredFileJson.Default.StoredFile);
            }

            json.WriteEndArray();
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteSequenceAsync(collected.Bytes);
    }
}
