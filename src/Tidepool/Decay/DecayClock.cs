using Tidepool.Diagnosis;

namespace Tidepool.Decay;

/// <summary>Gives idle buffers back as demand falls: a clock that lets every size class take a step now and then.</summary>
/// <remarks>
/// <para>
/// Of buffers that become idle together, hardly any are dropped at first, most in the middle of the decay time, and none is left at its end:
/// the share kept follows a curve that begins and ends flat. So traffic that comes back soon finds its buffers, and no step drops many.
/// </para>
/// <para>The clock runs while the pool has buffers and sleeps when it has none. It stands still, awake, while idle buffers are kept for good,
/// and has no timer until it first moves.</para>
/// <para>Ages are counted in steps. So where the decay time is changed, what has lain idle for half of the old one has half of the new one left.</para>
/// </remarks>
internal sealed class DecayClock : IDisposable
{
    /// <summary>Into how many steps the decay time is divided.</summary>
    private const int Steps = 25;

    /// <summary>How much faster buffers go under medium memory pressure.</summary>
    private const int Haste = 4;

    private const long Never = long.MaxValue;

    private static readonly double[] s_shareAt = SharesAt(haste: 1);
    private static readonly double[] s_hastyShareAt = SharesAt(Haste);
    private static readonly double[] s_everything = [1];

    private readonly Func<ReadOnlySpan<double>, bool> _step;
    private readonly Func<long> _bytesAlive;
    private readonly Func<MemoryPressure> _pressure;
    private readonly TimeProvider _time;

    /// <summary>See <see cref="DecayTime"/>, in ticks; <see cref="Never"/> where it is infinite.</summary>
    private long _decayTicks;

    /// <summary>The decay time by which the timer was last set.</summary>
    private long _ticksSet = Never;

    /// <summary>Null while it is being made, before the clock first moves, and once it is disposed.</summary>
    private ITimer? _timer;

    /// <summary>1 while a step is due, or being taken, and while the clock stands still: whoever makes a buffer needn't wake it then.</summary>
    private int _isRunning;

    /// <summary>1 while a step is being taken. A timer that was set anew meanwhile, or is somebody's own, may ring then.</summary>
    private int _isStepping;

    private volatile bool _isDisposed;

    /// <summary>1 once setting the timer has failed, which is told once.</summary>
    private int _hasFailed;

    /// <param name="options">How long idle buffers are kept, and the clock.</param>
    /// <param name="step">Takes a step, given the share to drop at each age in steps; false when the pool has no buffers.</param>
    /// <param name="bytesAlive">The bytes of the pool's buffers, idle or out.</param>
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

    /// <summary>The collection that may follow.</summary>
    internal QuietCollection Collection { get; }

    /// <summary>The clock of a pool.</summary>
    /// <inheritdoc cref="DecayClock(BytePoolOptions, Func{ReadOnlySpan{double}, bool}, Func{long}, Func{MemoryPressure})" path="/param"/>
    internal static DecayClock For(BytePoolOptions options, Func<ReadOnlySpan<double>, bool> step, Func<long> bytesAlive, Func<MemoryPressure> pressure) =>
        new(options, step, bytesAlive, pressure);

    /// <summary>How long surplus idle buffers are kept; <see cref="Timeout.InfiniteTimeSpan"/> for good: then the clock stands still. May be changed at any
    /// time: the next step comes no later than the new time says.</summary>
    /// <exception cref="InvalidOperationException">There is no timer yet, and the time provider makes none. Nothing has changed.</exception>
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
                // Whether there are buffers, the first step tells.
                Interlocked.Exchange(ref _isRunning, 1);
                Arm();
            }
            else if (Volatile.Read(ref _isRunning) == 1 && (ticks == Never ? before != Never : ticks < Interlocked.Read(ref _ticksSet)))
            {
                // Only where that comes sooner: changes that follow each other closely don't put the step off for ever.
                Arm();
            }
        }
    }

    private static string NoTimer =>
        $"must make timers, and its {nameof(TimeProvider.CreateTimer)} returned null; let it return one, "
        + $"or set {nameof(BytePoolOptions.DecayTime)} to {nameof(Timeout)}.{nameof(Timeout.InfiniteTimeSpan)}, which needs none";

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
        Interlocked.Exchange(ref _timer, null)?.Dispose();
    }

    private static long TicksOf(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? Never : time.Ticks;

    private ITimer? TryMakeTimer()
    {
        // The caller has nothing to do with what the timer does.
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

        // It may have been disposed before there was a timer.
        if (_isDisposed)
        {
            Dispose();
        }
    }

    private void Tick()
    {
        // Somebody's own timer may ring at any time: while it is being made, or when it has been disposed.
        if (_isDisposed || Volatile.Read(ref _timer) is null || Interlocked.Read(ref _decayTicks) == Never)
        {
            return;
        }

        // The step that is under way sets the timer again.
        if (Interlocked.Exchange(ref _isStepping, 1) == 1)
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
            // Before the timer is set, or its ring might be taken for one that came too early.
            Volatile.Write(ref _isStepping, 0);
        }

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
            // Again where the decay time has changed meanwhile: whoever sets the timer last has read it last.
            long ticks = 0;
            while (!_isDisposed && Volatile.Read(ref _timer) is { } timer && ticks != Interlocked.Read(ref _decayTicks))
            {
                ticks = Interlocked.Read(ref _decayTicks);
                Interlocked.Exchange(ref _ticksSet, ticks);
                timer.Change(ticks == Never ? Timeout.InfiniteTimeSpan : TimeSpan.FromTicks(ticks / Steps), Timeout.InfiniteTimeSpan);
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
