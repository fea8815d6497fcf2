using System.Net;
using System.Net.Sockets;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Tidepool.Integration.Tests.Telemetry;

/// <summary>OpenTelemetry's own exporter for Prometheus, listening to the meter, on a port of its own.</summary>
internal sealed class PrometheusEndpoint : IDisposable
{
    private readonly MeterProvider _provider;
    private readonly HttpClient _client;

    private PrometheusEndpoint(MeterProvider provider, Uri address)
    {
        _provider = provider;
        _client = new HttpClient { BaseAddress = address };
    }

    internal static PrometheusEndpoint Start()
    {
        const int Attempts = 5;
        for (int attempt = 1; ; attempt++)
        {
            int port = FreePort();
            try
            {
                MeterProvider provider = Sdk.CreateMeterProviderBuilder()
                    .AddMeter("Tidepool")
                    .AddPrometheusHttpListener(options =>
                    {
                        options.Host = "localhost";
                        options.Port = port;
                    })
                    .Build();
                return new PrometheusEndpoint(provider, new Uri($"http://localhost:{port}/"));
            }
            catch (HttpListenerException) when (attempt < Attempts)
            {
                // The port was free, but has been taken since.
            }
        }
    }

    /// <summary>Sends the request that Prometheus sends.</summary>
    internal async Task<PrometheusText> ScrapeAsync() =>
        PrometheusText.Parse(await _client.GetStringAsync(new Uri("metrics", UriKind.Relative), TestContext.Current.CancellationToken));

    public void Dispose()
    {
        _client.Dispose();
        _provider.Dispose();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
