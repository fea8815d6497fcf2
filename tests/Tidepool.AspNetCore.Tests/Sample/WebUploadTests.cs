using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tidepool.AspNetCore.Tests.Sample;

[Trait("Requirement", "E4")]
public class WebUploadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_AreUploadedListedDownloadedAndDeleted()
    {
        await using WebUploadProgram program = await WebUploadProgram.StartAsync();
        HttpClient client = program.Client;
        byte[] file = RandomNumberGenerator.GetBytes(5_000_000);
        string hash = Convert.ToHexString(SHA256.HashData(file));

        Assert.Equal(hash, await UploadAsync(client, "one", file));
        Assert.Equal(hash, await UploadAsync(client, "two", file));
        Assert.Equal(hash, await UploadAsync(client, "two", file));
        using HttpResponseMessage download = await client.GetAsync(new Uri("/files/one", UriKind.Relative), Cancellation);
        Assert.Equal($"\"{hash}\"", download.Headers.ETag?.Tag);
        byte[] downloaded = await download.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.True(file.AsSpan().SequenceEqual(downloaded));
        JsonArray list = (await GetJsonAsync(client, "/files")).AsArray();
        Assert.Equal(["one", "two"], list.Select(static entry => (string)entry!["name"]!).Order(StringComparer.Ordinal));
        Assert.All(list, entry => Assert.Equal((5_000_000, hash), ((int)entry!["length"]!, (string)entry["sha256"]!)));

        JsonNode health = await GetJsonAsync(client, "/health");
        Assert.Equal("Healthy", (string)health["status"]!);
        Assert.InRange(Number(health, "uploads.bytesRented"), 10_000_000, 10_100_000);
        Assert.InRange(Number(health, "kestrel.bytesHeld"), 4_096, 268_435_456);

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

    [Fact]
    public async Task Upload_BeyondTheBudget_IsRefused_AndTheServerGoesOn()
    {
        await using WebUploadProgram program = await WebUploadProgram.StartAsync("--Pools:Uploads:MaxTotalBytes", "1000000");
        HttpClient client = program.Client;
        using ByteArrayContent large = new(new byte[2_000_000]);
        using HttpResponseMessage refusal = await client.PutAsync(new Uri("/files/large", UriKind.Relative), large, Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refusal.StatusCode);
        Assert.NotNull(refusal.Headers.RetryAfter);

        // A refusal is told of, but no reason to end the program.
        JsonNode health = await GetJsonAsync(client, "/health");
        Assert.Equal(("Degraded", 0), ((string)health["status"]!, Number(health, "uploads.rented")));
        Assert.Contains("refused", (string)health["tidepool"]!["description"]!, StringComparison.Ordinal);
        await UploadAsync(client, "small", new byte[100_000]);
    }

    [Fact]
    public async Task Upload_BeyondTheBudget_LeavesTheRestOfItsBodyToTheServer_WhichLogsNoError()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Signals are sent by kill.");
        await using WebUploadProgram program = await WebUploadProgram.StartAsync("--Pools:Uploads:MaxTotalBytes", "1000000");
        using ByteArrayContent large = new(new byte[20_000_000]);
        using HttpResponseMessage refusal = await program.Client.PutAsync(new Uri("/files/large", UriKind.Relative), large, Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refusal.StatusCode);

        // The server reads the rest after the answer, so wait until it is done: the connection serves the next request only then.
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

    private static async Task<JsonNode> GetJsonAsync(HttpClient client, string path) =>
        JsonNode.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation)) ?? throw new JsonException($"{path} answered with null.");

    private static int Number(JsonNode health, string key) => (int)health["tidepool"]![key]!;
}
