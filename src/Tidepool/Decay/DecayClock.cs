using Tidepool.Diagnosis;

namespace Tidepool.Decay;

/// <summary>Gives idle buffers back as demand falls: a clock that lets every size class take a step now and then.</summary>
/// <remarks>
/// <para>
/// Of buffers that become idle together, hardly any are dropped at first, most in the middle of the decay time, and none is left at its end:
/// the share kept follows a curve that begins and ends flat. So traffic that comes back soon finds its buffers, and no step drops many.
/// </para>
/// <para>The clock runs while the pool has buffers and sleeps when it has none.</para>
/// </remarks>
internal sealed class DecayClock : IDisposable
{
    /// <summary>Into how many steps the decay time is divided.</summary>
    private const int Steps = 25;

    /// <summary>How much faster buffers go under medium memory pressure.</summary>
    private const int Haste = 4;

    private static readonly double[] s_shareAt = SharesAt(haste: 1);
    private static readonly double[] s_hastyShareAt = SharesAt(Haste);
    private static readonly double[] s_everything = [1];

    private readonly Func<ReadOnlySpan<double>, bool> _step;
    private readonly Func<long> _bytesAlive;
    private readonly Func<MemoryPressure> _pressure;
    private readonly TimeSpan _interval;

    /// <summary>Null while it is being made.</summary>
    private readonly ITimer? _timer;

    /// <summary>1 while a step is due, or being taken.</summary>
    private int _isRunning;

    private volatile bool _isDisposed;

    /// <summary>1 once setting the timer has failed, which is told once.</summary>
    private int _hasFailed;

    /// <summary>1 once that has begun.</summary>
    private int _isTimerDisposed;

    /// <param name="options">How long idle buffers are kept, and the clock.</param>
    /// <param name="step">Takes a step, given the share to drop at each age in steps; false when the pool has no buffers.</param>
    /// <param name="bytesAlive">The bytes of the pool's buffers, idle or out.</param>
    /// <param name="pressure">Whether memory is short.</param>
    private DecayClock(BytePoolOptions options, Func<ReadOnlySpan<double>, bool> step, Func<long> bytesAlive, Func<MemoryPressure> pressure)
    {
        _step = step;
        _bytesAlive = bytesAlive;
        _pressure = pressure;
        _interval = options.DecayTime / Steps;
        Collection = new QuietCollection(options.CollectAfterReleasing);

        // The pool's creator has nothing to do with what the timer does.
        using (ExecutionContext.SuppressFlow())
        {
            _timer = options.TimeProvider.CreateTimer(static clock => ((DecayClock)clock!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
                ?? throw new BytePoolOptionsError(
                    nameof(BytePoolOptions.TimeProvider),
                    options.TimeProvider,
                    $"must make timers, and its {nameof(TimeProvider.CreateTimer)} returned null; let it return one, "
                    + $"or set {nameof(BytePoolOptions.DecayTime)} to {nameof(Timeout)}.{nameof(Timeout.InfiniteTimeSpan)}, which needs none").ToException();
        }
    }

    /// <summary>The collection that may follow.</summary>
    internal QuietCollection Collection { get; }

    /// <summary>The clock of a pool; null where its idle buffers are kept for good.</summary>
    /// <inheritdoc cref="DecayClock(BytePoolOptions, Func{ReadOnlySpan{double}, bool}, Func{long}, Func{MemoryPressure})" path="/param"/>
    internal static DecayClock? For(
        BytePoolOptions options,
        Func<ReadOnlySpan<double>, bool> step,
        Func<long> bytesAlive,
        Func<MemoryPressure>? pressure = null) =>
        options.DecayTime == Timeout.InfiniteTimeSpan ? null : new DecayClock(options, step, bytesAlive, pressure ?? MemoryPressureGauge.Read);

    /// <summary>Called after each creation of a buffer.</summary>
    internal void Wake()
    {
        // A plain look first: the clock runs nearly always.
        if (Volatile.Read(ref _isRunning) == 0 && Interlocked.Exchange(ref _isRunning, 1) == 0)
        {
            Arm();
        }
    }

    /// <summary>No more steps: those that are under way find nothing to do.</summary>
    internal void Stop() => _isDisposed = true;

    /// <summary>Stops, and disposes the timer. Once: somebody's own timer may come back here.</summary>
    public void Dispose()
    {
        Stop();
        if (Interlocked.Exchange(ref _isTimerDisposed, 1) == 0)
        {
            _timer!.Dispose();
        }
    }

    private void Tick()
    {
        // Somebody's own timer may ring at any time: while it is being made, or when it has been disposed.
        if (_isDisposed || _timer is null)
        {
            return;
        }

        try
        {
            TakeStep();
        }
#pragma warning disable CA1031 // An exception of a timer ends the process. What couldn't be done now is done at the next step.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Unattended.Report("a step of the decay failed, and is repeated", failure);
            Arm();
        }
    }

    private void TakeStep()
    {
        ReadOnlySpan<double> shareAt = _pressure() switch
        {
            MemoryPressure.High => s_everything,
            MemoryPressure.Medium => s_hastyShareAt,
            _ => s_shareAt,
        };
        long before = _bytesAlive();
        bool hasBuffers = _step(shareAt);
        Collection.NoteStep(before - _bytesAlive(), isLast: !hasBuffers);
        if (hasBuffers)
        {
            Arm();
            return;
        }

        // A buffer may have been created since the step: its creator saw the clock running and left it at that.
        Interlocked.Exchange(ref _isRunning, 0);
        if (_step(shareAt))
        {
            Wake();
        }
    }

    /// <summary>Sets the timer. Where that fails, for want of memory or since the timer is somebody's own, the next creation of a buffer tries again:
    /// a rent that has succeeded must not fail for want of a clock, and an exception of a timer ends the process.</summary>
    private void Arm()
    {
        try
        {
            if (!_isDisposed)
            {
                _timer!.Change(_interval, Timeout.InfiniteTimeSpan);
            }
        }
#pragma warning disable CA1031 // See above.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Volatile.Write(ref _isRunning, 0);
            if (failure is ThreadInterruptedException)
            {
                Thread.CurrentThread.Interrupt();
            }
            else if (Interlocked.Exchange(ref _hasFailed, 1) == 0)
            {
                Unattended.Report(
                    $"a timer of {nameof(BytePoolOptions)}.{nameof(BytePoolOptions.TimeProvider)} can't be set, which is tried again with each new buffer",
                    failure);
            }
        }
    }

    /// <summary>At each age, the share of the buffers of that age that one step drops.</summary>
    private static double[] SharesAt(int haste)
    {
        double[] shares = new double[Steps];
        for (int age = 0; age < Steps; age++)
        {
            double kept = KeptAt(Math.Min(1, (double)age * haste / Steps));
            double keptNext = KeptAt(Math.Min(1, (double)(age + 1) * haste / Steps));
            shares[age] = kept <= 0 ? 1 : 1 - (keptNext / kept);
        }

        return shares;
    }

    /// <summary>1 at the beginning of the decay time, 0 at its end, flat at both.</summary>
    private static double KeptAt(double time) => 1 - (time * time * time * ((time * ((time * 6) - 15)) + 10));
}
