using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace WebUpload.Compare;

/// <summary>A client that uploads a file, downloads it, compares all bytes by their hash, deletes it, and begins again.</summary>
internal sealed class LoadClient(HttpClient http, Corpus corpus, int number, int seed)
{
    private static readonly StringWithQualityHeaderValue s_gzip = new("gzip");

    private readonly Random _random = new(seed ^ (number << 16));
    private readonly List<RequestSample> _requests = [];

    /// <summary>The requests that were answered.</summary>
    internal IReadOnlyList<RequestSample> Requests => _requests;

    /// <summary>How many files came back as they had been sent.</summary>
    internal long RightFiles { get; private set; }

    /// <summary>How many came back changed.</summary>
    internal long WrongFiles { get; private set; }

    /// <exception cref="CompareFailedException">The server doesn't answer as it should.</exception>
    internal async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            for (int i = 0; !stopping.IsCancellationRequested; i++)
            {
                await StoreAndFetchAsync(string.Create(CultureInfo.InvariantCulture, $"file-{number}-{i}"), compressed: i % 2 == 1);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or IOException)
        {
            throw new CompareFailedException($"a client got no answer: {exception.Message}", exception);
        }
    }

    /// <param name="name">The file's name.</param>
    /// <param name="compressed">Whether to download it compressed, which leaves the work to the client.</param>
    private async Task StoreAndFetchAsync(string name, bool compressed)
    {
        ReadOnlyMemory<byte> file = corpus.Cut(_random);
        string hash = Convert.ToHexString(SHA256.HashData(file.Span));
        Uri uri = new($"/files/{name}", UriKind.Relative);

        using HttpRequestMessage put = new(HttpMethod.Put, uri) { Content = new ReadOnlyMemoryContent(file) };
        string stored = await SendAsync(put, file.Length, static content => content.ReadAsStringAsync());
        using HttpRequestMessage get = new(HttpMethod.Get, uri);
        if (compressed)
        {
            get.Headers.AcceptEncoding.Add(s_gzip);
        }

        string fetched = await SendAsync(get, file.Length, HashAsync);
        using HttpRequestMessage delete = new(HttpMethod.Delete, uri);
        await SendAsync(delete, 0, static content => content.ReadAsStringAsync());
        if (stored == hash && fetched == hash)
        {
            RightFiles++;
        }
        else
        {
            WrongFiles++;
        }
    }

    private async Task<string> SendAsync(HttpRequestMessage request, long bytes, Func<HttpContent, Task<string>> read)
    {
        long began = Stopwatch.GetTimestamp();
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (!response.IsSuccessStatusCode)
        {
            throw new CompareFailedException(
                $"{request.Method} {request.RequestUri} was answered with {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        }

        string answer = await read(response.Content);
        _requests.Add(new RequestSample(Stopwatch.GetTimestamp(), Stopwatch.GetElapsedTime(began), bytes));
        return answer;
    }

    private static async Task<string> HashAsync(HttpContent content)
    {
        await using Stream body = await content.ReadAsStreamAsync();
        if (!content.Headers.ContentEncoding.Contains(s_gzip.Value))
        {
            return Convert.ToHexString(await SHA256.HashDataAsync(body));
        }

        await using GZipStream decompressed = new(body, CompressionMode.Decompress);
        return Convert.ToHexString(await SHA256.HashDataAsync(decompressed));
    }
}
