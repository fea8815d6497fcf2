using System.Diagnostics.Metrics;

namespace Tidepool;

/// <summary>The settings of a <see cref="BytePool"/>. The defaults suit a server as they are.</summary>
/// <remarks>
/// <para>A pool reads its options once, when it is created; changing them afterwards has no effect on it. The limits are also properties of the pool,
/// which may be changed while it is in use: <see cref="BytePool.MaxBuffersPerBucket"/>, <see cref="BytePool.MaxIdleBytesPerBucket"/>,
/// <see cref="BytePool.MaxTotalBytes"/> and <see cref="BytePool.DecayTime"/>.</para>
/// <para>
/// Why these defaults? Sizes range from 64 bytes, below which an allocation costs about as much as a rent, to 16 MiB, which holds almost any message,
/// so that large objects are rarely allocated. Sizes are powers of two: the fewer sizes there are, the fewer buffers circulate, and the warmer they stay
/// in the caches. A server whose messages vary in size holds less memory with them than with <see cref="SizeClassLadder.FourPerDoubling"/>,
/// although each buffer exceeds the request by more. Up to 65,536 idle buffers of one size are kept, but no more than 1 GiB of them:
/// after a burst of small messages the pool keeps what it needs, and after one of large messages it doesn't hoard. These caps are upper bounds:
/// only buffers that were in use at the same time can be idle at the same time, and surplus that has been idle for 25 seconds is released.
/// </para>
/// </remarks>
public sealed class BytePoolOptions
{
    /// <summary>Seldom enough that guarded pages cost under 1 %: <c>-- modes</c> measures it.</summary>
    internal const int DefaultSampledModeInterval = 4_194_304;

    /// <summary>Arbitrary.</summary>
    private const int DefaultMaxSize = 16 * 1024 * 1024;

    internal const string MaxBuffersRule = "must be 0 (keep none) or more";
    internal const string MaxIdleBytesRule = "must be at least 1, or null for no limit";

    private const string NotNullRule = "must not be null";

    private static readonly TimeSpan s_minDecayTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_maxDecayTime = TimeSpan.FromDays(30);

    /// <summary>Null unless it was set.</summary>
    private int? _maxSize;

    /// <summary>The pool's name in messages and statistics. None by default.</summary>
    public string? Name { get; set; }

    /// <summary>The smallest buffer, in bytes: 1 to <see cref="MaxSize"/>, rounded up to the next size of <see cref="SizeClasses"/>. Default 64.
    /// Smaller requests get a buffer of this size.</summary>
    public int MinSize { get; set; } = 64;

    /// <summary>The largest buffer that is pooled, in bytes: <see cref="MinSize"/> to <see cref="Array.MaxLength"/>. Default 16 MiB (16,777,216),
    /// or the largest of <see cref="SizeClasses"/> if that is a custom ladder. A larger request gets a new buffer, which isn't pooled.</summary>
    public int MaxSize
    {
        get => _maxSize ?? (SizeClasses?.Sizes is [.., int largest] ? largest : DefaultMaxSize);
        set => _maxSize = value;
    }

    /// <summary>The most idle buffers kept in one bucket: 0 (none) or more. Default 65,536. Rented buffers don't count.</summary>
    public int MaxBuffersPerBucket { get; set; } = 65_536;

    /// <summary>The most bytes kept idle in one bucket: for large sizes it lowers the effective <see cref="MaxBuffersPerBucket"/>,
    /// though never below one buffer. 1 or more, or null for no limit. Default 1 GiB (1,073,741,824).</summary>
    public long? MaxIdleBytesPerBucket { get; set; } = 1024 * 1024 * 1024;

    /// <summary>The budget: the most bytes that all buffers of the pool, idle and rented, may take up together.
    /// At least the smallest buffer (<see cref="MinSize"/>, rounded up), or null (the default) for no limit.
    /// Idle buffers of other sizes are released before a rent is refused; then <see cref="BytePool.Rent(int)"/> throws,
    /// <see cref="BytePool.TryRent(int, out ByteLease)"/> returns false and <see cref="BytePool.RentAsync"/> waits.
    /// Buffers larger than <see cref="MaxSize"/> count too. Released buffers don't, even if a <see cref="Memory{T}"/> taken from one
    /// still keeps it alive.</summary>
    public long? MaxTotalBytes { get; set; }

    /// <summary>The sizes that buffers come in. Default <see cref="SizeClassLadder.PowersOfTwo"/>.
    /// A custom ladder must reach up to <see cref="MaxSize"/>.</summary>
    public SizeClassLadder SizeClasses { get; set; } = SizeClassLadder.PowersOfTwo;

    /// <summary>How buffers are made and kept. Default <see cref="PoolMode.Standard"/>. The environment may override it: see <see cref="PoolMode"/>.</summary>
    public PoolMode Mode { get; set; }

    /// <summary>Overwrites the whole buffer with zeros when it is returned, so that the next renter gets only zeros and can't read earlier contents. Meant for
    /// secrets; every rent and return takes interlocked operations. Default false: the contents of a rented buffer are arbitrary.</summary>
    public bool ClearOnReturn { get; set; }

    /// <summary>Allocates buffers that the garbage collector doesn't move, for native calls and I/O that would otherwise pin them. Default false.</summary>
    public bool Pinned { get; set; }

    /// <summary>Called for every misuse that the pool finds, on the thread that found it, even if it is also thrown. In every mode it reports second returns,
    /// uses after the return, leases that are out when the pool is disposed, and leases that were dropped (in <see cref="PoolMode.Standard"/> mode only those
    /// that were sampled); in <see cref="PoolMode.Checked"/> and <see cref="PoolMode.Guarded"/> mode it also reports bytes written where they mustn't be.
    /// Null (the default) for no callback; checked and guarded mode then write to standard error whatever isn't thrown at a caller:
    /// five reports from each call site, and then how many there are.
    /// Independently of this, the environment may name a file that gets the reports of every pool of the process, including <see cref="BytePool.Shared"/>:
    /// <c>TIDEPOOL_REPORT</c>, or the runtime-configuration property <c>Tidepool.Report</c>, in which <c>%p</c> is replaced with the process id.
    /// Leases that are out when the process ends are listed there, too.</summary>
    /// <remarks>An exception thrown by the callback propagates from the call that found the misuse, after that call has done its work and reported everything
    /// else it found: a return has returned the buffer, a disposal has disposed the pool; a rent, however, has failed. On the finalizer thread and on the
    /// clock's, where an exception would end the process, it is written to standard error.</remarks>
    public Action<MisuseReport>? OnMisuse { get; set; }

    /// <summary>In <see cref="PoolMode.Checked"/> and <see cref="PoolMode.Guarded"/> mode, how many other buffers of its bucket must be returned before a
    /// returned buffer is rented again, so that uses after the return are found: 0 or more. Default 32. Limited by the number of buffers kept idle.</summary>
    public int QuarantineLength { get; set; } = 32;

    /// <summary>In <see cref="PoolMode.Checked"/> mode, the byte that fills a returned buffer, so that a write after the return is found and a read after it
    /// goes wrong. Any value. Default 0xDD. The environment may override it: <c>TIDEPOOL_POISON</c>, or the runtime-configuration property
    /// <c>Tidepool.Poison</c>, is a number from 0 to 255, or 0x00 to 0xFF.</summary>
    /// <remarks>A read after the return leaves no trace, but what goes wrong follows this byte: run the program with two different ones, and compare.</remarks>
    public byte PoisonByte { get; set; } = 0xDD;

    /// <summary>In <see cref="PoolMode.Guarded"/> mode, places the buffer's start, rather than its end, against an inaccessible page,
    /// so that a read or write before the start crashes at that instruction. Default false: a read or write past the end does. A write on the other side
    /// of the buffer, within the same page, is found when the buffer is returned.</summary>
    public bool GuardStart { get; set; }

    /// <summary>On average, one rent in this many records its stack, so that a lease that isn't returned can be traced to its call site;
    /// a rent that makes a new buffer is 256 times as likely to. 1 (every rent) or more, or 0 for none. Default 262,144,
    /// which costs less than 1 % of a rent and its return. The environment may override it: <c>TIDEPOOL_LEAK_SAMPLING</c>,
    /// or the runtime-configuration property <c>Tidepool.LeakSampling</c>.</summary>
    public int LeakSamplingInterval { get; set; } = 262_144;

    /// <summary>In <see cref="PoolMode.Standard"/> mode, how one rent in <see cref="SampledModeInterval"/> is served: as in <see cref="PoolMode.Checked"/>
    /// or in <see cref="PoolMode.Guarded"/> mode, so that a large fleet of production processes finds what no test did.
    /// Default <see cref="PoolMode.Standard"/>: like all others. The environment may override it: <c>TIDEPOOL_SAMPLE</c>, or the runtime-configuration property
    /// <c>Tidepool.Sample</c>, is <c>off</c>, <c>checked</c> or <c>guarded</c>; the last two may be followed by a colon and an interval,
    /// as in <c>checked:100000</c>.</summary>
    /// <remarks>The memory of a lease served as in <see cref="PoolMode.Guarded"/> mode has no array: <c>MemoryMarshal.TryGetArray</c> returns false for it.
    /// The rent of a tracked lease is counted twice in the statistics, since the buffer that would have served it is returned at once. Tracked buffers
    /// are kept up to 1 MiB for each size, but at least one buffer.</remarks>
    public PoolMode SampledMode { get; set; }

    /// <summary>On average, one rent in this many is served as <see cref="SampledMode"/> says. A rent that makes a new buffer is 256 times as likely to be.
    /// 1 (every rent) or more. Default 4,194,304, which costs less than 1 % of a rent and its return.</summary>
    public int SampledModeInterval { get; set; } = DefaultSampledModeInterval;

    /// <summary>How long surplus idle buffers are kept: of those that became idle together, most are released around the middle of this time,
    /// and none is left at its end. 100 ms to 30 days, or <see cref="Timeout.InfiniteTimeSpan"/> to keep them indefinitely. Default 25 s.
    /// Buffers are released sooner if the machine is short of memory, or the process is close to its own limit.</summary>
    /// <remarks>Released buffers are left to the garbage collector. In a quiet program its next full collection may come much later, and mostly only an
    /// aggressive one returns the memory to the system: see <see cref="CollectAfterReleasing"/>.</remarks>
    public TimeSpan DecayTime { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>Requests one collection once decay has released at least this many bytes of the pool and has nothing more to release,
    /// so that a process that has become quiet gives the memory back to the system. 1 or more, or null (the default) for never.</summary>
    /// <remarks>It is the most aggressive collection there is (<see cref="GCCollectionMode.Aggressive"/>), since no other returns memory at once.
    /// It stops all threads for as long as it takes to move the live objects of the process: tens of milliseconds for some ten MiB, and proportionally more
    /// for more. So choose a number that only a burst reaches, such as 268,435,456 (256 MiB).</remarks>
    public long? CollectAfterReleasing { get; set; }

    /// <summary>Makes the meter that reports the pool. Null (the default) for the meter of the process. With dependency injection, use the container's factory:
    /// then several hosts in one process, as in tests, each report only their own pools. The factory disposes the meter; the pool goes on without it.</summary>
    public IMeterFactory? MeterFactory { get; set; }

    /// <summary>The clock by which the pool tells how long buffers have been idle. Default <see cref="TimeProvider.System"/>;
    /// others are meant for tests.</summary>
    /// <remarks>If it throws, or uses pools itself, its time is taken to stand still. That fails no rent and no return, and is written to standard error
    /// once.</remarks>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Finds every invalid value, alone or in combination with others.</summary>
    /// <returns>One entry for each invalid value; empty if a pool can be made from these options.
    /// The constructor of <see cref="BytePool"/> throws the first.</returns>
    public IReadOnlyList<BytePoolOptionsError> FindErrors()
    {
        List<BytePoolOptionsError> errors = [];
        FindErrorsOfSizes(errors);
        Expect(MaxBuffersPerBucket >= 0, nameof(MaxBuffersPerBucket), MaxBuffersPerBucket, static () => MaxBuffersRule);
        Expect(MaxIdleBytesPerBucket is null or >= 1, nameof(MaxIdleBytesPerBucket), MaxIdleBytesPerBucket, static () => MaxIdleBytesRule);
        Expect(IsDecayTime(DecayTime), nameof(DecayTime), DecayTime, static () => DecayTimeRule);
        Expect(
            CollectAfterReleasing is null or >= 1,
            nameof(CollectAfterReleasing),
            CollectAfterReleasing,
            static () => "must be at least 1, or null to force no collection");
        Expect(
            LeakSamplingInterval >= 0,
            nameof(LeakSamplingInterval),
            LeakSamplingInterval,
            static () => "must be 1 or more, to sample one rent in that many, or 0 for none");
        Expect(QuarantineLength >= 0, nameof(QuarantineLength), QuarantineLength, static () => "must be 0 (none) or more");
        Expect(
            SampledMode is PoolMode.Standard or PoolMode.Checked or PoolMode.Guarded,
            nameof(SampledMode),
            SampledMode,
            static () => $"must be {nameof(PoolMode.Checked)}, {nameof(PoolMode.Guarded)}, or {nameof(PoolMode.Standard)} for none");
        Expect(
            SampledModeInterval >= 1,
            nameof(SampledModeInterval),
            SampledModeInterval,
            static () => $"must be 1 or more, to track one rent in that many; to track none, set {nameof(SampledMode)} to {nameof(PoolMode.Standard)}");
        Expect(Enum.IsDefined(Mode), nameof(Mode), Mode, static () => $"must be one of {string.Join(", ", Enum.GetNames<PoolMode>())}");
        Expect(TimeProvider is not null, nameof(TimeProvider), null, static () => NotNullRule);
        return errors;

        // No text is formatted if all is well: the framework formats it in buffers of its own array pool, whose first use calls every event listener.
        void Expect(bool isRight, string property, object? value, Func<string> rule)
        {
            if (!isRight)
            {
                errors.Add(new BytePoolOptionsError(property, value, rule()));
            }
        }
    }

    /// <summary>Throws the first error, if there is any.</summary>
    internal void Validate()
    {
        if (FindErrors() is [BytePoolOptionsError first, ..])
        {
            throw first.ToException();
        }
    }

    /// <summary>Checks the two sizes under the caller's names for them.</summary>
    internal static void CheckSizes(int minSize, string minName, int maxSize, string maxName)
    {
        if (FindErrorOfSizes(minSize, minName, maxSize, maxName) is { } error)
        {
            throw error.ToException();
        }
    }

    /// <summary>Checks the number of buffers under the caller's name for it.</summary>
    internal static void CheckMaxBuffers(int maxBuffers, string name)
    {
        if (maxBuffers < 0)
        {
            throw new BytePoolOptionsError(name, maxBuffers, MaxBuffersRule).ToException();
        }
    }

    /// <summary>The rule for decay times, as error messages state it.</summary>
    internal static string DecayTimeRule => $"must be {s_minDecayTime} to {s_maxDecayTime}, or Timeout.InfiniteTimeSpan to keep idle buffers indefinitely";

    internal static bool IsDecayTime(TimeSpan time) => time == Timeout.InfiniteTimeSpan || (time >= s_minDecayTime && time <= s_maxDecayTime);

    /// <summary>Finds errors in the sizes. A ladder and a budget can only be judged if the two sizes are valid.</summary>
    private void FindErrorsOfSizes(List<BytePoolOptionsError> errors)
    {
        BytePoolOptionsError? ofSizes = FindErrorOfSizes(MinSize, nameof(MinSize), MaxSize, nameof(MaxSize));
        if (ofSizes is not null)
        {
            errors.Add(ofSizes);
        }

        if (SizeClasses is null)
        {
            errors.Add(new BytePoolOptionsError(nameof(SizeClasses), null, NotNullRule));
        }
        else if (ofSizes is null && SizeClasses.Sizes is [.., int largest] && largest < MaxSize)
        {
            errors.Add(new BytePoolOptionsError(
                nameof(MaxSize),
                MaxSize,
                $"must be at most {largest:N0}, the largest size of the custom ladder in {nameof(SizeClasses)}; lower it, or add a larger size"));
        }
        else if (ofSizes is null && SizeClasses.Between(MinSize, MaxSize)[0] is var smallest && MaxTotalBytes < smallest)
        {
            errors.Add(new BytePoolOptionsError(
                nameof(MaxTotalBytes),
                MaxTotalBytes,
                $"must be at least {smallest:N0}, the size of the smallest buffer ({nameof(MinSize)} is {MinSize:N0}), or null for no budget; "
                    + "a smaller budget could never hold a buffer"));
        }
    }

    private static BytePoolOptionsError? FindErrorOfSizes(int minSize, string minName, int maxSize, string maxName) =>
        minSize < 1 ? new BytePoolOptionsError(minName, minSize, "must be at least 1 byte")
        : maxSize < 1 || maxSize > Array.MaxLength
            ? new BytePoolOptionsError(maxName, maxSize, $"must be 1 to {Array.MaxLength:N0} bytes, the longest an array can be")
        : minSize > maxSize ? new BytePoolOptionsError(minName, minSize, $"must be at most {maxName}, which is {maxSize:N0}; lower one or raise the other")
        : null;
}
