using System.Net;
using System.Security.Cryptography;
using WebUpload.Compare;

namespace Tidepool.AspNetCore.Tests.Sample;

[Trait("Requirement", "E4")]
public class LoadClientTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task File_ThatComesBackWithOneByteChanged_IsCounted(bool isChanged)
    {
        using CancellationTokenSource stopping = new();
        using EchoServer server = new(isChanged, stopping);
        using HttpClient http = new(server) { BaseAddress = new Uri("http://localhost") };
        LoadClient client = new(http, new Corpus(1), 0, 1);
        await client.RunAsync(stopping.Token);
        Assert.Equal(isChanged ? (0, 1) : (1, 0), (client.RightFiles, client.WrongFiles));
        Assert.Equal(3, client.Requests.Count);
    }

    [Fact]
    public async Task Refusal_EndsTheRun_AndIsQuoted()
    {
        using StatusServer server = new();
        using HttpClient http = new(server) { BaseAddress = new Uri("http://localhost") };
        LoadClient client = new(http, new Corpus(1), 0, 1);
        CompareFailedException failure = await Assert.ThrowsAsync<CompareFailedException>(() => client.RunAsync(TestContext.Current.CancellationToken));
        Assert.Equal("PUT http://localhost/files/file-0-0 was answered with 503: no room", failure.Message);
    }

    /// <summary>Stores one file, and stops the client when the file is deleted.</summary>
    private sealed class EchoServer(bool changes, CancellationTokenSource stopping) : HttpMessageHandler
    {
        private byte[] _file = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = new(HttpStatusCode.OK);
            if (request.Method == HttpMethod.Put)
            {
                _file = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
                response.Content = new StringContent(Convert.ToHexString(SHA256.HashData(_file)));
                _file[^1] ^= changes ? (byte)1 : (byte)0;
            }
            else if (request.Method == HttpMethod.Get)
            {
                response.Content = new ByteArrayContent(_file);
            }
            else
            {
                await stopping.CancelAsync();
            }

            return response;
        }
    }

    private sealed class StatusServer : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("no room") });
    }
}
