using System.Diagnostics.Metrics;

namespace Tidepool.AotSmoke.Steps;

/// <summary>Listens to the meter.</summary>
internal static class Metrics
{
    internal static string Run()
    {
        using BytePool pool = new(new BytePoolOptions { Name = "metered" });
        pool.Rent(1_000).Return();
        pool.Rent(1_000).Return();
        long rents = 0;
        HashSet<string> instruments = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, source) =>
        {
            if (instrument.Meter.Name == "Tidepool")
            {
                instruments.Add(instrument.Name);
                source.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                rents += instrument.Name == "tidepool.rents" && tag is { Key: "tidepool.pool.name", Value: "metered" } ? value : 0;
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        Expect.That(rents == 2);
        return $"{instruments.Count} instruments, {rents} rents";
    }
}
