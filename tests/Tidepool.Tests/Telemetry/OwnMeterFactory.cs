using System.Diagnostics.Metrics;

namespace Tidepool.Tests.Telemetry;

/// <summary>A factory like a container's: one meter per name, disposed with the factory.</summary>
internal sealed class OwnMeterFactory(bool isDisposed = false) : IMeterFactory
{
    private readonly Dictionary<string, Meter> _meters = [];
    private bool _isDisposed = isDisposed;

    internal int Meters => _meters.Count;

    public Meter Create(MeterOptions options)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!_meters.TryGetValue(options.Name, out Meter? meter))
        {
            options.Scope = this;
            _meters[options.Name] = meter = new Meter(options);
        }

        return meter;
    }

    /// <summary>The rents that the factory's meter reports; 0 if it reports none.</summary>
    internal double Rents()
    {
        double rents = 0;
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == this && instrument.Name == "tidepool.rents")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => rents += value);
        listener.Start();
        listener.RecordObservableInstruments();
        return rents;
    }

    public void Dispose()
    {
        _isDisposed = true;
        foreach (Meter meter in _meters.Values)
        {
            meter.Dispose();
        }
    }
}
