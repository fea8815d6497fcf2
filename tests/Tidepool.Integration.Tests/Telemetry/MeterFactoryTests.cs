using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Tidepool.Integration.Tests.Telemetry;

/// <summary>The meter made by the factory of a real container.</summary>
[Collection(nameof(SameMeterName))]
[Trait("Requirement", "E5")]
public class MeterFactoryTests
{
    [Fact]
    public void Containers_TellOfTheirOwnPools_AndEndWithTheirMeters()
    {
        using BytePool elsewhere = new(new BytePoolOptions { Name = "elsewhere" });
        elsewhere.Rent(1_000).Return();
        using ServiceProvider first = Container();
        using ServiceProvider second = Container();
        using BytePool pool = PoolOf(first);
        using BytePool other = PoolOf(second);
        pool.Rent(1_000).Return();
        pool.Rent(1_000).Return();
        other.Rent(1_000).Return();

        Assert.Equal([("contained", 2)], RentsBy(first));
        Assert.Equal([("contained", 1)], RentsBy(second));
        second.Dispose();
        other.Rent(1_000).Return();
        Assert.Equal(2, other.GetStatistics().Hits + other.GetStatistics().Misses);
    }

    private static ServiceProvider Container() => new ServiceCollection().AddMetrics().BuildServiceProvider();

    private static BytePool PoolOf(ServiceProvider container) =>
        new(new BytePoolOptions { Name = "contained", MeterFactory = container.GetRequiredService<IMeterFactory>() });

    private static List<(string Pool, long Rents)> RentsBy(ServiceProvider container)
    {
        List<(string, long)> seen = [];
        IMeterFactory factory = container.GetRequiredService<IMeterFactory>();
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == factory && instrument.Name == "tidepool.rents")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            seen.Add(((string)new Dictionary<string, object?>(tags.ToArray())["tidepool.pool.name"]!, value)));
        listener.Start();
        listener.RecordObservableInstruments();
        return seen;
    }
}
