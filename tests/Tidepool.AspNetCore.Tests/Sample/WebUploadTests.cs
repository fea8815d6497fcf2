using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tidepool.Tests;

namespace Tidepool.AspNetCore.Tests.Sample;

[Trait("Requirement", "E4")]
public class WebUploadTests(SharedWebUpload shared) : IClassFixture<SharedWebUpload>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => UploadMemoryTests.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Files_AreUploadedListedDownloadedAndDeleted(string kind)
    {
        await using WebUploadProgram program = await WebUploadProgram.StartAsync("--memory", kind);
        HttpClient client = program.Client;
        byte[] file = RandomNumberGenerator.GetBytes(5_000_000);
        string hash = Convert.ToHexString(SHA256.HashData(file));

        Assert.Equal(hash, await UploadAsync(client, "one", file));
        Assert.Equal(hash, await UploadAsync(client, "two", file));
        Assert.Equal(hash, await UploadAsync(client, "two", file));
        JsonArray list = (await GetJsonAsync(client, "/files")).AsArray();
        Assert.Equal(["one", "two"], list.Select(static entry => (string)entry!["name"]!).Order(StringComparer.Ordinal));
        Assert.All(list, entry => Assert.Equal((5_000_000, hash), ((int)entry!["length"]!, (string)entry["sha256"]!)));

        // Streamed to disk: none of the 15 MB stays in memory.
        JsonNode health = await GetJsonAsync(client, "/health");
        Assert.Equal(("Healthy", 0), ((string)health["status"]!, Number(health, "uploads.bytesRented")));
        Assert.Equal(kind == "tidepool", health["tidepool"]!["kestrel.bytesHeld"] is { } held && (long)held >= 4_096);

        foreach (string name in (string[])["one", "two"])
        {
            using HttpResponseMessage deleted = await client.DeleteAsync(new Uri($"/files/{name}", UriKind.Relative), Cancellation);
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        }

        using HttpResponseMessage gone = await client.GetAsync(new Uri("/files/one", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        health = await GetJsonAsync(client, "/health");
        Assert.Equal((0, 0), (Number(health, "uploads.rented"), Number(health, "uploads.abandoned")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task File_OfAnySize_ComesBackAsItWas_PlainAndCompressed(string kind)
    {
        await using WebUploadProgram program = await WebUploadProgram.StartAsync("--memory", kind);
        foreach (int size in (int[])[0, 1, 1_023, 65_535, 65_536, 65_537, 200_000, 3_000_000])
        {
            foreach (byte[] file in (byte[][])[new byte[size], RandomNumberGenerator.GetBytes(size)])
            {
                Assert.Equal(Convert.ToHexString(SHA256.HashData(file)), await UploadAsync(program.Client, "file", file));
                byte[] plain = await DownloadAsync(program.Client, "");
                Assert.True(file.AsSpan().SequenceEqual(plain), $"{size} bytes came back changed.");
                byte[] compressed = await DownloadAsync(program.Client, "gzip");
                Assert.True(file.AsSpan().SequenceEqual(compressed), $"{size} bytes came back changed, compressed.");
            }
        }

        JsonNode health = await GetJsonAsync(program.Client, "/health");
        Assert.Equal((0, 0), (Number(health, "uploads.rented"), Number(health, "uploads.abandoned")));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("br", false)]
    [InlineData("gzip;q=0, *", false)]
    [InlineData("*;q=0", false)]
    [InlineData("gzip", true)]
    [InlineData("br, GZIP;q=0.5", true)]
    [InlineData("*", true)]
    public async Task Download_IsCompressed_WhereTheClientAcceptsIt(string accepted, bool isCompressed)
    {
        string hash = await UploadAsync(shared.Client, "file", new byte[100_000]);
        using HttpResponseMessage response = await GetFileAsync(shared.Client, accepted);
        string[] encodings = isCompressed ? ["gzip"] : [];
        Assert.Equal(encodings, response.Content.Headers.ContentEncoding);
        Assert.Equal(isCompressed ? $"\"{hash}-gzip\"" : $"\"{hash}\"", response.Headers.ETag?.Tag);
        Assert.Equal(["Accept-Encoding"], response.Headers.Vary);
        Assert.Equal(isCompressed, response.Content.Headers.ContentLength < 10_000);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Upload_ThatBreaksOff_LeavesNoFileAndNoBuffer(string kind)
    {
        using TemporaryFolder folder = new();
        await using WebUploadProgram program = await WebUploadProgram.StartAsync("--memory", kind, "--folder", folder.Path);
        Uri address = program.Client.BaseAddress!;
        using (TcpClient broken = new())
        {
            await broken.ConnectAsync(address.Host, address.Port, Cancellation);
            NetworkStream stream = broken.GetStream();
            await stream.WriteAsync("PUT /files/broken HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"u8.ToArray(), Cancellation);
            await stream.WriteAsync(RandomNumberGenerator.GetBytes(300_000), Cancellation);
            await Watchdog.UntilAsync(
                "part of the upload is on disk",
                () => Task.FromResult(folder.Files is [var part] && new FileInfo(part).Length > 0),
                Cancellation);
            broken.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        await Watchdog.UntilAsync("the broken upload is deleted", () => Task.FromResult(folder.Files.Length == 0), Cancellation);
        await Watchdog.UntilAsync(
            "its buffers are back",
            async () => Number(await GetJsonAsync(program.Client, "/health"), "uploads.rented") == 0,
            Cancellation);
        Assert.Empty((await GetJsonAsync(program.Client, "/files")).AsArray());
    }

    [Theory]
    [InlineData("..%2Foutside")]
    [InlineData("..%5Coutside")]
    [InlineData("%2Ftmp%2Foutside")]
    [InlineData(".hidden")]
    [InlineData("a%0Ab")]
    public async Task Name_ThatIsAPath_IsRefused(string name)
    {
        string[] before = shared.Files;
        using ByteArrayContent content = new([1]);
        using HttpResponseMessage response = await shared.Client.PutAsync(new Uri($"/files/{name}", UriKind.Relative), content, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("begins with a letter or digit", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Empty(shared.Files.Except(before));
    }

    [Fact]
    public async Task Folder_KeepsTheFilesForTheNextRun()
    {
        using TemporaryFolder folder = new();
        byte[] file = RandomNumberGenerator.GetBytes(100_000);
        await using (WebUploadProgram first = await WebUploadProgram.StartAsync("--folder", folder.Path))
        {
            await UploadAsync(first.Client, "file", file);
        }

        await using WebUploadProgram second = await WebUploadProgram.StartAsync("--folder", folder.Path, "--memory", "arraypool");
        Assert.Equal(file, await DownloadAsync(second.Client, ""));
    }

    [Fact]
    public async Task Memory_OfNoKnownKind_EndsNamingIt()
    {
        (int exitCode, string output) = await WebUploadProgram.RunAsync("--memory", "stack");
        Assert.Equal(1, exitCode);
        Assert.Contains("--memory must be one of arraypool, recyclable, tidepool, and is 'stack'.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_ThatIsAFile_EndsNamingIt()
    {
        string file = typeof(WebUploadTests).Assembly.Location;
        (int exitCode, string output) = await WebUploadProgram.RunAsync("--folder", file);
        Assert.Equal(1, exitCode);
        Assert.Contains($"--folder must be a folder, and '{file}' is a file.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_BeyondTheBudget_IsRefused_AndTheServerGoesOn()
    {
        await using WebUploadProgram program = await WebUploadProgram.StartAsync("--Pools:Uploads:MaxTotalBytes", "65536");
        HttpClient client = program.Client;
        using ByteArrayContent large = new(new byte[2_000_000]);
        using HttpResponseMessage refusal = await client.PutAsync(new Uri("/files/large", UriKind.Relative), large, Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refusal.StatusCode);
        Assert.NotNull(refusal.Headers.RetryAfter);

        // A refusal is reported, but doesn't end the program.
        JsonNode health = await GetJsonAsync(client, "/health");
        Assert.Equal(("Degraded", 0), ((string)health["status"]!, Number(health, "uploads.rented")));
        Assert.Contains("refused", (string)health["tidepool"]!["description"]!, StringComparison.Ordinal);
        await UploadAsync(client, "small", new byte[10_000]);
    }

    [Fact]
    public async Task Upload_BeyondTheBudget_LeavesTheRestOfItsBodyToTheServer_WhichLogsNoError()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Signals are sent by kill.");
        await using WebUploadProgram program = await WebUploadProgram.StartAsync("--Pools:Uploads:MaxTotalBytes", "65536");
        using ByteArrayContent large = new(new byte[20_000_000]);
        using HttpResponseMessage refusal = await program.Client.PutAsync(new Uri("/files/large", UriKind.Relative), large, Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refusal.StatusCode);

        // The server reads the rest after the response; the connection serves the next request only when that is done, so wait for one.
        await GetJsonAsync(program.Client, "/files");
        string output = await program.TerminateAsync();
        Assert.Contains("Application is shutting down", output, StringComparison.Ordinal);
        Assert.DoesNotContain("fail:", output, StringComparison.Ordinal);
        Assert.DoesNotContain("warn:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Termination_WithFilesInTheStore_LogsNoMisuse()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Signals are sent by kill.");
        await using WebUploadProgram program = await WebUploadProgram.StartAsync();
        await UploadAsync(program.Client, "one", new byte[300_000]);
        string output = await program.TerminateAsync();
        Assert.Contains("Application is shutting down", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Tidepool[", output, StringComparison.Ordinal);
        Assert.DoesNotContain("warn:", output, StringComparison.Ordinal);
        Assert.DoesNotContain("still out", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAMisspeltKey_EndsNamingIt()
    {
        (int exitCode, string output) = await WebUploadProgram.RunAsync("--Pools:Uploads:MaxTotalByte", "1000000");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("Pools:Uploads:MaxTotalByte is not a pool option. Did you mean MaxTotalBytes?", output, StringComparison.Ordinal);
    }

    private static async Task<string> UploadAsync(HttpClient client, string name, byte[] file)
    {
        using ByteArrayContent content = new(file);
        using HttpResponseMessage response = await client.PutAsync(new Uri($"/files/{name}", UriKind.Relative), content, Cancellation);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    private static async Task<HttpResponseMessage> GetFileAsync(HttpClient client, string accepted)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri("/files/file", UriKind.Relative));
        if (accepted.Length > 0)
        {
            request.Headers.Add("Accept-Encoding", accepted);
        }

        HttpResponseMessage response = await client.SendAsync(request, Cancellation);
        response.EnsureSuccessStatusCode();
        return response;
    }

    private static async Task<byte[]> DownloadAsync(HttpClient client, string accepted)
    {
        using HttpResponseMessage response = await GetFileAsync(client, accepted);
        if (response.Content.Headers.ContentEncoding.Count == 0)
        {
            return await response.Content.ReadAsByteArrayAsync(Cancellation);
        }

        await using Stream body = await response.Content.ReadAsStreamAsync(Cancellation);
        await using GZipStream decompressed = new(body, CompressionMode.Decompress);
        using MemoryStream file = new();
        await decompressed.CopyToAsync(file, Cancellation);
        return file.ToArray();
    }

    private static async Task<JsonNode> GetJsonAsync(HttpClient client, string path) =>
        JsonNode.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation)) ?? throw new JsonException($"{path} answered with null.");

    private static int Number(JsonNode health, string key) => (int)health["tidepool"]![key]!;
}
