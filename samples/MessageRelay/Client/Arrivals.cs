using System.Diagnostics;
using HdrHistogram;

namespace MessageRelay.Client;

/// <summary>Counts what arrived at one client, and how long it took. Written by the client's receive loop, read by others.</summary>
internal sealed class Arrivals
{
    // Guards everything below; uncontended except for an occasional read.
    private readonly Lock _gate = new();
    private readonly LongHistogram _latency = Latency.CreateHistogram();
    private long _received;
    private long _defective;
    private string? _firstDefect;
    private long _measureFrom = long.MaxValue;
    private long _measureUntil = long.MaxValue;

    /// <summary>How many messages arrived, unchanged or not.</summary>
    public long Received
    {
        get
        {
            lock (_gate)
            {
                return _received;
            }
        }
    }

    /// <summary>How many messages weren't what had been sent.</summary>
    public long Defective
    {
        get
        {
            lock (_gate)
            {
                return _defective;
            }
        }
    }

    /// <summary>What was wrong with the first of them.</summary>
    public string? FirstDefect
    {
        get
        {
            lock (_gate)
            {
                return _firstDefect;
            }
        }
    }

    /// <summary>Records latency for messages sent from now on.</summary>
    public void StartMeasuring()
    {
        lock (_gate)
        {
            _measureFrom = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Records no latency for messages sent from now on; those under way still count when they arrive.</summary>
    public void StopMeasuring()
    {
        lock (_gate)
        {
            _measureUntil = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Records a message.</summary>
    /// <param name="sentAt">When it was sent, in ticks of <see cref="Stopwatch"/>.</param>
    /// <param name="arrivedAt">When it had arrived, in the same ticks.</param>
    /// <param name="defect">What is wrong with it, if anything.</param>
    public void Add(long sentAt, long arrivedAt, string? defect)
    {
        lock (_gate)
        {
            _received++;
            if (defect is not null)
            {
                _defective++;
                _firstDefect ??= defect;
            }
            else if (sentAt >= _measureFrom && sentAt < _measureUntil)
            {
                _latency.RecordValue(Latency.ToRecordable(arrivedAt - sentAt));
            }
        }
    }

    /// <summary>Adds the latencies measured here to those of other clients.</summary>
    public void AddLatenciesTo(LongHistogram histogram)
    {
        lock (_gate)
        {
            histogram.Add(_latency);
        }
    }
}
