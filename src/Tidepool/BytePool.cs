using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tidepool.Accounting;
using Tidepool.Diagnosis;
using Tidepool.Engines;
using Tidepool.Settings;
using Tidepool.Slots;
using Tidepool.Telemetry;

namespace Tidepool;

/// <summary>A pool of byte buffers that checks every handle, and in most uses costs less than <see cref="System.Buffers.ArrayPool{T}.Shared"/>.</summary>
/// <remarks>
/// <para>
/// Rent a buffer, use it, return it. Returning is optional: a dropped buffer goes to the garbage collector, and is counted. Create a pool once
/// and keep it, or use <see cref="Shared"/>; a pool per call pools nothing. All members are safe for use by any thread at any time.
/// </para>
/// <para>A rent tries these tiers in turn:</para>
/// <list type="number">
/// <item><description>the thread's <em>residents</em> of the size class, buffers that it has earned by using them alone: the hot one, else the lowest
/// idle one;</description></item>
/// <item><description>the thread's <em>batch</em>, a few of the shared buffers: the one that the thread returned last first;</description></item>
/// <item><description>a whole batch that another thread has given away;</description></item>
/// <item><description>the size class's <em>shared stack</em> of idle buffers: the one that was returned last first;</description></item>
/// <item><description>other threads' batches, and the idle buffers of threads that have ended;</description></item>
/// <item><description>a new buffer, if the budget allows it.</description></item>
/// </list>
/// <para>
/// A number in each buffer's slot, its generation, says whether the buffer is idle or rented. The thread that owns a resident changes that number with a
/// plain store; shared buffers take an interlocked operation.
/// </para>
/// </remarks>
public sealed partial class BytePool : IDisposable
{
    private readonly PoolEngine _engine;

    /// <summary>The engine again if this pool is in standard mode, else null.</summary>
    private readonly StandardEngine? _standard;

    /// <summary>The meter that reports this pool.</summary>
    private readonly PoolMeter _meter;

    /// <summary>The pool's index in each thread's tables. Once the pool is disposed, it is out of range for all of them,
    /// since another pool may reuse the index.</summary>
    private int _id;

    private readonly bool _isPermanent;

    /// <summary>Whether this pool has been announced to event listeners.</summary>
    private volatile bool _isAnnounced;

    /// <summary>Creates a pool of power-of-two buckets, as gomempool's <c>New</c> does.</summary>
    /// <param name="minSize">The smallest buffer, in bytes: 1 to <paramref name="maxSize"/>; rounded up to a power of two.</param>
    /// <param name="maxSize">The largest pooled buffer, in bytes: up to <see cref="Array.MaxLength"/>; the last bucket is cut to it.</param>
    /// <param name="maxBuffers">The most idle buffers kept in each bucket: 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public BytePool(int minSize, int maxSize, int maxBuffers)
        : this(OptionsOf(minSize, maxSize, maxBuffers), isPermanent: false)
    {
    }

    /// <summary>Creates a pool.</summary>
    /// <param name="options">The settings. They are read once.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null, or one of its properties that must not be.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A property is out of its range or contradicts another, <see cref="BytePoolOptions.TimeProvider"/>
    /// does not make a timer, or <see cref="BytePoolOptions.MeterFactory"/> does not make a meter.</exception>
    /// <exception cref="InvalidOperationException">The environment specifies a mode that doesn't exist (see <see cref="PoolMode"/>),
    /// or an invalid interval or byte.</exception>
    /// <exception cref="ObjectDisposedException"><see cref="BytePoolOptions.MeterFactory"/> was disposed before it made a meter for a pool.</exception>
    public BytePool(BytePoolOptions options)
        : this(options, isPermanent: false)
    {
    }

    private BytePool(BytePoolOptions options, bool isPermanent)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        ProcessSettings.Check();
        TimeProvider time = PoolClock.For(options.TimeProvider);
        _meter = PoolMeter.Of(options.MeterFactory);
        PoolMode mode = ProcessSettings.ModeOverride ?? options.Mode;
        SizeClasses classes = new(options.SizeClasses.Between(options.MinSize, options.MaxSize));
        (PoolMode sampledMode, int sampledInterval) = mode == PoolMode.Standard
            ? ProcessSettings.SampleOverride ?? (options.SampledMode, options.SampledModeInterval)
            : default;
        PoolContext pool = new()
        {
            Name = options.Name,
            Time = time,
            Budget = new Budget(options.MaxTotalBytes),
            Sampling = new RentSampling(
                ProcessSettings.LeakSamplingOverride ?? options.LeakSamplingInterval,
                sampledMode == PoolMode.Standard ? 0 : sampledInterval,
                time),
            Reporter = new MisuseReporter(options.OnMisuse, ProcessReport.File),
        };
        _engine = mode switch
        {
            PoolMode.Unpooled => new UnpooledEngine(options, pool, classes) { Mode = mode },
            PoolMode.Checked or PoolMode.Guarded => new TrackingEngine(options, pool, classes, mode) { Mode = mode },
            _ => new StandardEngine(options, pool, classes, sampledMode),
        };
        _standard = _engine as StandardEngine;
        _id = _engine.Id;
        _isPermanent = isPermanent;
        Name = options.Name;
        MinSize = classes[0];
        MaxSize = _engine.MaxSize;
        CollectionWatch.Start(_engine);
        _meter.Add(_engine);
        Announcement.WatchContext();
        UnloadedCallbacks.Watch(options.OnMisuse);
        _isAnnounced = !isPermanent && Announcement.TryAnnounceIfPublished(_engine);
    }

    /// <summary>Closes a pool that was dropped without <see cref="Dispose"/>, so that the threads' tables forget it.</summary>
    ~BytePool()
    {
        // Null if the constructor threw.
        if (_engine is not { } engine)
        {
            return;
        }

        try
        {
            LivingPools.Remove(engine);
            engine.OnPoolDropped();
            _meter.End(engine);
        }
#pragma warning disable CA1031 // An exception here would end the process.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Unattended.Report("cleaning up a pool that was dropped without Dispose failed", failure);
        }
    }

    /// <summary>The name from the options, or null.</summary>
    public string? Name { get; }

    /// <summary>The smallest buffer, in bytes: smaller requests get one of this size.</summary>
    public int MinSize { get; }

    /// <summary>The largest buffer that is pooled, in bytes. A larger request gets a new buffer, which isn't kept.</summary>
    public int MaxSize { get; }

    internal PoolEngine Engine => _engine;

    /// <summary>Rents a buffer.</summary>
    /// <param name="size">How many bytes: 0 to <see cref="Array.MaxLength"/>.</param>
    /// <returns>A lease of exactly <paramref name="size"/> bytes. Their contents are arbitrary, unless the pool clears its buffers.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is negative or over <see cref="Array.MaxLength"/>.</exception>
    /// <exception cref="ObjectDisposedException">The pool has been disposed.</exception>
    /// <exception cref="InsufficientMemoryException">A new buffer would exceed the budget (<see cref="BytePoolOptions.MaxTotalBytes"/>),
    /// even with all idle ones released.</exception>
    /// <exception cref="OutOfMemoryException">A new buffer was needed and there is no memory for it, even with the idle buffers of all pools released.
    /// Nothing is rented.</exception>
    /// <remarks>If the thread has an idle resident of that size, the cost is one call, which reads the page of memory that the thread's stack is in, then
    /// table look-ups, compares and two stores: no thread-static, no interlocked operation, no lock, no allocation. Otherwise it is an interlocked operation or
    /// two, as long as any buffer of that size is idle.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ByteLease Rent(int size)
    {
        Slot hot = FindHot(size, out OwnerThread thread);
        long idle = hot.ReadGeneration();
        if (!hot.IsReady(idle))
        {
            return RentBesideHot(hot, size);
        }

        long generation = hot.RentByOwner(idle, size);
        return hot.Owner == thread ? new ByteLease(hot, generation) : RentAfterEviction(hot, size);
    }

    /// <summary>Rents a buffer, unless that would exceed the budget (<see cref="BytePoolOptions.MaxTotalBytes"/>).</summary>
    /// <param name="size">How many bytes: 0 to <see cref="Array.MaxLength"/>.</param>
    /// <param name="lease">A lease of exactly <paramref name="size"/> bytes, or <c>default</c>.</param>
    /// <returns>False if the budget doesn't allow it, even with all idle buffers released. Always true in a pool without a budget.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is negative or over <see cref="Array.MaxLength"/>.</exception>
    /// <exception cref="ObjectDisposedException">The pool has been disposed.</exception>
    /// <exception cref="OutOfMemoryException">A new buffer was needed and there is no memory for it, even with the idle buffers of all pools released.
    /// Nothing is rented.</exception>
    public bool TryRent(int size, out ByteLease lease)
    {
        Slot? slot = TryRentHot(size) ?? TryRentCold(size);
        lease = slot is null ? default : LeaseOf(slot);
        return slot is not null;
    }

    /// <summary>Creates an allocator that holds nothing yet.</summary>
    /// <returns>A reusable handle, to be used by one thread at a time.</returns>
    public Allocator CreateAllocator() => new(this);

    /// <summary>Creates an allocator that holds a buffer.</summary>
    /// <param name="size">How many bytes: 0 to <see cref="Array.MaxLength"/>.</param>
    /// <returns>A reusable handle that holds <paramref name="size"/> bytes.</returns>
    /// <inheritdoc cref="Rent(int)" path="/exception"/>
    public Allocator Allocate(int size)
    {
        Allocator allocator = CreateAllocator();
        allocator.Allocate(size);
        return allocator;
    }

    /// <summary>Counts of what has happened so far, and what the pool holds now.</summary>
    /// <returns>An independent snapshot. Buckets without activity are left out.</returns>
    /// <remarks>Looks at every slot of the pool, under each bucket's lock in turn: meant for a dashboard, not for every request.
    /// Works after <see cref="Dispose"/> too.</remarks>
    public BytePoolStatistics GetStatistics() => _engine.GetStatistics();

    /// <summary>The leases that are known to be out now, with the calls that rented them: all of them in <see cref="PoolMode.Checked"/> and
    /// <see cref="PoolMode.Guarded"/> mode, else those that were sampled (<see cref="BytePoolOptions.LeakSamplingInterval"/>).</summary>
    /// <returns>A snapshot. For the number of all leases that are out, known or not, see <see cref="BytePoolStatistics.Rented"/>.</returns>
    /// <remarks>An old lease in this list was probably forgotten. Works after <see cref="Dispose"/> too.</remarks>
    public IReadOnlyList<OutstandingLease> GetOutstanding() => _engine.GetOutstanding();

    /// <summary>Releases all idle buffers at once. Rented buffers are not affected.</summary>
    /// <remarks>Released buffers are left to the garbage collector. The next full collection frees them; mostly only an aggressive one
    /// (<see cref="GCCollectionMode.Aggressive"/>) returns the memory to the system.</remarks>
    public void Trim()
    {
        if (PoolEvents.Log?.RecordsLifetimes == true)
        {
            _engine.TrimAndRecord();
        }
        else
        {
            _engine.Trim();
        }
    }

    /// <summary>Closes the pool: idle buffers are released, and further rents throw <see cref="ObjectDisposedException"/>. Leases that are out stay
    /// valid and may still be returned. Does nothing on <see cref="Shared"/> and <see cref="Unpooled"/>.</summary>
    /// <remarks>A rent on another thread at the same moment may still succeed. Released buffers are left to the garbage collector.</remarks>
    public void Dispose()
    {
        if (!_isPermanent)
        {
            // Before the engine frees the index. A thread that has just read it can't find another pool's slots under it:
            // only a rent by that thread from the other pool puts them there.
            Volatile.Write(ref _id, int.MaxValue);
            bool isFirst = LivingPools.Remove(_engine);
            if (isFirst && PoolEvents.Log is { RecordsLifetimes: true } log)
            {
                log.PoolDisposed(Name ?? "", _engine.GetStatistics().Rented);
            }

            GC.SuppressFinalize(this);
            try
            {
                _engine.Dispose();
            }
            finally
            {
                if (isFirst)
                {
                    _meter.End(_engine);
                }
            }
        }
    }

    /// <summary>The pool as text, for a debugger or a log.</summary>
    /// <returns>Its name, mode and sizes.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{nameof(BytePool)} "
            + $"{(Name is null ? "" : $"\"{Name}\" ")}({_engine.Mode}, {MinSize:N0} to {MaxSize:N0} bytes)");

    /// <summary>The running thread's hot slot for the size.</summary>
    /// <param name="size">Any number: one that is not a valid size has no hot slot.</param>
    /// <param name="thread">The thread that is registered under this page of memory, if any.</param>
    /// <returns>A placeholder, which is never idle, if the thread has no residents of that size. <see cref="Residents.NoSlot"/>, which isn't either, if the
    /// thread isn't registered under the page it runs on, or has not used that size.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Slot FindHot(int size, out OwnerThread thread)
    {
        int id = Volatile.Read(ref _id);
        nuint page = StackPage.Read();
        thread = StackPage.CandidateFor(page);
        return thread.Page == page ? FindHot(thread, id, size) : Residents.NoSlot;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Slot FindHot(OwnerThread thread, int id, int size)
    {
        Slot[]?[] hotByPool = thread.HotByPool;

        // SAFETY: every table of hot slots has as many entries as there are cells. A bounds check would read the table's length,
        // on a cache line that nothing else needs.
        return (uint)id < (uint)hotByPool.Length && hotByPool[id] is { } hot
            ? Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(hot), SizeCells.Of(size))
            : Residents.NoSlot;
    }

    private static BytePoolOptions OptionsOf(int minSize, int maxSize, int maxBuffers)
    {
        BytePoolOptions.CheckSizes(minSize, nameof(minSize), maxSize, nameof(maxSize));
        BytePoolOptions.CheckMaxBuffers(maxBuffers, nameof(maxBuffers));
        return new BytePoolOptions
        {
            MinSize = minSize,
            MaxSize = maxSize,
            MaxBuffersPerBucket = maxBuffers,
            MaxIdleBytesPerBucket = null,
            SizeClasses = SizeClassLadder.PowersOfTwo,
        };
    }
}
