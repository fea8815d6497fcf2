using System.Diagnostics.Metrics;

namespace WebUpload.Uploads;

/// <summary>The service's own meter, <c>WebUpload</c>; Tidepool and ASP.NET Core have theirs.</summary>
internal sealed class UploadMetrics
{
    private readonly Counter<long> _uploads;
    private readonly Counter<long> _received;
    private readonly Counter<long> _stored;

    public UploadMetrics(IMeterFactory meters)
    {
#pragma warning disable CA2000 // The factory disposes the meters that it makes.
        Meter meter = meters.Create("WebUpload");
#pragma warning restore CA2000
        _uploads = meter.CreateCounter<long>("webupload.uploads", "{upload}", "Uploads, by how they ended.");
        _received = meter.CreateCounter<long>("webupload.received", "By", "Bytes of complete uploads.");
        _stored = meter.CreateCounter<long>("webupload.stored", "By", "What compression left of them.");
    }

    internal void Stored(StoredFile file)
    {
        _uploads.Add(1, new KeyValuePair<string, object?>("outcome", "stored"));
        _received.Add(file.Length);
        _stored.Add(file.StoredLength);
    }

    internal void Refused() => _uploads.Add(1, new KeyValuePair<string, object?>("outcome", "refused"));

    internal void Broken() => _uploads.Add(1, new KeyValuePair<string, object?>("outcome", "broken"));
}
