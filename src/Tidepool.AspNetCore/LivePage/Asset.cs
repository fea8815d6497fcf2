namespace Tidepool.AspNetCore.LivePage;

/// <summary>The files that belong to the page. They are embedded in the assembly: nothing is loaded from elsewhere.</summary>
internal sealed record Asset(string Name, string ContentType)
{
    internal static readonly Asset[] All =
        [new("page.css", "text/css; charset=utf-8"), new("page.js", "text/javascript; charset=utf-8"), new("icon.svg", "image/svg+xml")];

    private readonly Lazy<byte[]> _bytes = new(() =>
    {
        using Stream resource = typeof(Asset).Assembly.GetManifestResourceStream(Name)!;
        byte[] bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    });

    internal ReadOnlyMemory<byte> Bytes => _bytes.Value;
}
