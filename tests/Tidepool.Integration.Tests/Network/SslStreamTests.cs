using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tidepool.Integration.Tests.Network;

/// <summary><see cref="SslStream"/> over real sockets, between pooled memory on both sides.</summary>
[Trait("Requirement", "E3")]
public class SslStreamTests
{
    private const int Length = 1_500_000;
    private const string Host = "tidepool.test";

    [Fact]
    public async Task Echo_OverTls_BringsBackWhatWasSent()
    {
        using WatchedPool watched = new();
        byte[] data = RealData.Bytes(Length);
        using X509Certificate2 certificate = MakeCertificate();
        using SocketPair sockets = await SocketPair.ConnectAsync();
#pragma warning disable CA2025 // The task ends with the client, and is awaited then.
        Task serving = EchoAsync(sockets.Server, certificate, watched.Pool);
#pragma warning restore CA2025

        await using (SslStream client = new(new NetworkStream(sockets.Client, ownsSocket: false)))
        {
            await client.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = Host,
                    RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString() == certificate.GetCertHashString(),
                },
                TestContext.Current.CancellationToken);
            await using PooledStream sent = new(watched.Pool);
            await sent.WriteAsync(data, TestContext.Current.CancellationToken);
            await using PooledStream received = new(watched.Pool, 5_000);
            await Task.WhenAll(SendAsync(client, sent), ReceiveAsync(client, received, watched.Pool));
            Assert.Equal(data, received.ToArray());
        }

        await serving;
        await watched.AssertCleanAsync(minimumRents: 50);
    }

    private static async Task SendAsync(SslStream client, PooledStream content)
    {
        foreach (ReadOnlyMemory<byte> part in content.GetReadOnlySequence())
        {
            await client.WriteAsync(part, TestContext.Current.CancellationToken);
        }

        await client.ShutdownAsync();
    }

    private static async Task ReceiveAsync(SslStream client, PooledStream content, BytePool pool)
    {
        while (true)
        {
            using ByteLease lease = pool.Rent(20_000);
            int count = await client.ReadAsync(lease.Memory, TestContext.Current.CancellationToken);
            if (count == 0)
            {
                return;
            }

            content.Write(lease.Span[..count]);
        }
    }

    private static async Task EchoAsync(Socket socket, X509Certificate2 certificate, BytePool pool)
    {
        await using SslStream server = new(new NetworkStream(socket, ownsSocket: false));
        await server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, TestContext.Current.CancellationToken);
        await using PooledStream content = new(pool);
        await server.CopyToAsync(content, TestContext.Current.CancellationToken);
        content.Position = 0;
        await content.CopyToAsync(server, TestContext.Current.CancellationToken);
        await server.ShutdownAsync();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={Host}", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

        // TLS on Windows needs a key that is in a store, or that was loaded from a file.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }
}
