using Tidepool.Diagnosis;

namespace Tidepool.Decay;

/// <summary>Drops idle buffers as demand falls: a clock that makes every size class take a step at regular intervals.</summary>
/// <remarks>
/// <para>
/// Of buffers that become idle together, hardly any are dropped at first, most in the middle of the decay time, and none is left at its end:
/// the share that is kept follows a curve that is flat at both ends. So traffic that soon comes back finds its buffers, and no step drops many.
/// </para>
/// <para>The clock runs while the pool has buffers and sleeps while it has none. While idle buffers are kept indefinitely, it stands still,
/// and it has no timer before it first runs.</para>
/// <para>Ages are counted in steps. So if the decay time is changed, buffers that have been idle for half of the old one have half of the new one left.</para>
/// </remarks>
internal sealed class DecayClock : IDisposable
{
    /// <summary>The number of steps in the decay time. Arbitrary: enough for a surplus to shrink gradually.</summary>
    private const int Steps = 25;

    /// <summary>How much faster buffers are dropped under medium memory pressure. Arbitrary.</summary>
    private const int Haste = 4;

    private const long Never = long.MaxValue;

    private static readonly double[] s_shareAt = SharesAt(haste: 1);
    private static readonly double[] s_hastyShareAt = SharesAt(Haste);
    private static readonly double[] s_everything = [1];

    private readonly Func<ReadOnlySpan<double>, bool> _step;
    private readonly Func<long> _bytesAlive;
    private readonly Func<MemoryPressure> _pressure;
    private readonly TimeProvider _time;

    /// <summary>See <see cref="DecayTime"/>, in ticks; <see cref="Never"/> if it is infinite.</summary>
    private long _decayTicks;

    /// <summary>The decay time for which the timer was last set.</summary>
    private long _ticksSet = Never;

    /// <summary>Null while it is being made, before the clock first runs, and once it is disposed.</summary>
    private ITimer? _timer;

    /// <summary>1 while a step is due or being taken, and while the clock stands still: then a new buffer need not wake it.</summary>
    private int _isRunning;

    /// <summary>1 while a step is being taken. The timer may fire again meanwhile, if it was set anew or is the application's own.</summary>
    private int _isStepping;

    private volatile bool _isDisposed;

    /// <summary>1 once setting the timer has failed, which is reported once.</summary>
    private int _hasFailed;

    /// <param name="options">How long idle buffers are kept, and the clock.</param>
    /// <param name="step">Takes a step, given the share to drop at each age in steps; false if the pool has no buffers.</param>
    /// <param name="bytesAlive">The bytes of the pool's buffers, idle and rented.</param>
    /// <param name="pressure">Whether memory is short.</param>
    private DecayClock(BytePoolOptions options, Func<ReadOnlySpan<double>, bool> step, Func<long> bytesAlive, Func<MemoryPressure> pressure)
    {
        _step = step;
        _bytesAlive = bytesAlive;
        _pressure = pressure;
        _time = options.TimeProvider;
        _decayTicks = TicksOf(options.DecayTime);
        Collection = new QuietCollection(options.CollectAfterReleasing);
        if (_decayTicks == Never)
        {
            _isRunning = 1;
        }
        else
        {
            _timer = TryMakeTimer() ?? throw new BytePoolOptionsError(nameof(BytePoolOptions.TimeProvider), _time, NoTimer).ToException();
        }
    }

    /// <summary>The collection that may follow the decay.</summary>
    internal QuietCollection Collection { get; }

    /// <summary>Makes the clock of a pool.</summary>
    /// <inheritdoc cref="DecayClock(BytePoolOptions, Func{ReadOnlySpan{double}, bool}, Func{long}, Func{MemoryPressure})" path="/param"/>
    internal static DecayClock For(BytePoolOptions options, Func<ReadOnlySpan<double>, bool> step, Func<long> bytesAlive, Func<MemoryPressure> pressure) =>
        new(options, step, bytesAlive, pressure);

    /// <summary>How long surplus idle buffers are kept; <see cref="Timeout.InfiniteTimeSpan"/> to keep them indefinitely: then the clock stands still. May be
    /// changed at any time: the next step comes no later than the new time says.</summary>
    /// <exception cref="InvalidOperationException">There is no timer yet, and the time provider does not make one. Nothing has changed.</exception>
    internal TimeSpan DecayTime
    {
        get => Interlocked.Read(ref _decayTicks) is < Never and var ticks ? TimeSpan.FromTicks(ticks) : Timeout.InfiniteTimeSpan;
        set
        {
            long ticks = TicksOf(value);
            if (ticks != Never)
            {
                EnsureTimer();
            }

            long before = Interlocked.Exchange(ref _decayTicks, ticks);
            if (before == Never && ticks != Never)
            {
                // The first step will find out whether there are buffers.
                Interlocked.Exchange(ref _isRunning, 1);
                Arm();
            }
            else if (Volatile.Read(ref _isRunning) == 1 && (ticks == Never ? before != Never : ticks < Interlocked.Read(ref _ticksSet)))
            {
                // Only if that comes sooner: changes in quick succession must not put the step off for ever.
                Arm();
            }
        }
    }

    private static string NoTimer =>
        $"must create timers, but its {nameof(TimeProvider.CreateTimer)} returned null; make it return a timer, "
        + $"or set {nameof(BytePoolOptions.DecayTime)} to {nameof(Timeout)}.{nameof(Timeout.InfiniteTimeSpan)}, which needs none";

    /// <summary>Called after each new buffer.</summary>
    internal void Wake()
    {
        // A plain read first: the clock is nearly always running.
        if (Volatile.Read(ref _isRunning) == 0 && Interlocked.Exchange(ref _isRunning, 1) == 0)
        {
            Arm();
        }
    }

    /// <summary>Allows no more steps; one in progress finds nothing to do.</summary>
    internal void Stop() => _isDisposed = true;

    /// <summary>Stops, and disposes the timer, once: disposing the application's own timer may lead here again.</summary>
    public void Dispose()
    {
        Stop();
        Interlocked.Exchange(ref _timer, null)?.Dispose();
    }

    private static long TicksOf(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? Never : time.Ticks;

    private ITimer? TryMakeTimer()
    {
        // The timer must not capture the caller's execution context.
        using (ExecutionContext.SuppressFlow())
        {
            return _time.CreateTimer(static clock => ((DecayClock)clock!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void EnsureTimer()
    {
        if (Volatile.Read(ref _timer) is not null || _isDisposed)
        {
            return;
        }

        ITimer made = TryMakeTimer() ?? throw new InvalidOperationException($"{nameof(BytePoolOptions)}.{nameof(BytePoolOptions.TimeProvider)} {NoTimer}.");
        ITimer? other = Interlocked.CompareExchange(ref _timer, made, null);
        if (other is not null && other != made)
        {
            made.Dispose();
        }

        // The clock may have been disposed before there was a timer.
        if (_isDisposed)
        {
            Dispose();
        }
    }

    private void Tick()
    {
        // The application's own timer may fire at any time: while it is being made, or after it has been disposed.
        if (_isDisposed || Volatile.Read(ref _timer) is null || Interlocked.Read(ref _decayTicks) == Never)
        {
            return;
        }

        // The step in progress sets the timer again.
        if (Interlocked.Exchange(ref _isStepping, 1) == 1)
        {
            return;
        }

        try
        {
            TakeStep();
        }
#pragma warning disable CA1031 // An exception on a timer's thread would end the process. The next step does what this one couldn't.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Unattended.Report("a decay step failed and will be retried", failure);
            Arm();
        }
    }

    private void TakeStep()
    {
        ReadOnlySpan<double> shareAt;
        bool hasBuffers;
        try
        {
            shareAt = _pressure() switch
            {
                MemoryPressure.High => s_everything,
                MemoryPressure.Medium => s_hastyShareAt,
                _ => s_shareAt,
            };
            long before = _bytesAlive();
            hasBuffers = _step(shareAt);
            Collection.NoteStep(before - _bytesAlive(), isLast: !hasBuffers);
        }
        finally
        {
            // Before the timer is set, or its next tick might be taken for one that came too early.
            Volatile.Write(ref _isStepping, 0);
        }

        if (hasBuffers)
        {
            Arm();
            return;
        }

        // A buffer may have been made since the step: its maker saw the clock running and didn't wake it.
        Interlocked.Exchange(ref _isRunning, 0);
        if (_step(shareAt))
        {
            Wake();
        }
    }

    /// <summary>Sets the timer. If that fails, for lack of memory or because the timer is the application's own, the next new buffer tries again:
    /// a rent that has succeeded must not fail for lack of a clock, and an exception on a timer's thread ends the process.</summary>
    private void Arm()
    {
        try
        {
            // Again if the decay time has changed meanwhile, so that the last thread to set the timer has read the last value.
            long ticks = 0;
            while (!_isDisposed && Volatile.Read(ref _timer) is { } timer && ticks != Interlocked.Read(ref _decayTicks))
            {
                ticks = Interlocked.Read(ref _decayTicks);
                Interlocked.Exchange(ref _ticksSet, ticks);
                timer.Change(ticks == Never ? Timeout.InfiniteTimeSpan : TimeSpan.FromTicks(ticks / Steps), Timeout.InfiniteTimeSpan);
            }
        }
#pragma warning disable CA1031 // See the summary.
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
                    $"can't set a timer of {nameof(BytePoolOptions)}.{nameof(BytePoolOptions.TimeProvider)}; each new buffer tries again",
                    failure);
            }
        }
    }

    /// <summary>By age in steps, the share of the buffers of that age that one step drops.</summary>
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

    /// <summary>The share that is kept: 1 at the beginning of the decay time, 0 at its end, flat at both.</summary>
    private static double KeptAt(double time) => 1 - (time * time * time * ((time * ((time * 6) - 15)) + 10));
}
