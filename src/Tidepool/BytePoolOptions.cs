using System.Diagnostics.Metrics;

namespace Tidepool;

/// <summary>The settings of a <see cref="BytePool"/>. The defaults suit a server as they are.</summary>
/// <remarks>
/// <para>A pool reads its options once, when it is created; changes afterwards have no effect on it. Its limits are properties of the pool too,
/// which may be changed while it runs: <see cref="BytePool.MaxBuffersPerBucket"/>, <see cref="BytePool.MaxIdleBytesPerBucket"/>,
/// <see cref="BytePool.MaxTotalBytes"/> and <see cref="BytePool.DecayTime"/>.</para>
/// <para>
/// Why these defaults: sizes run from 64 bytes, below which an allocation costs about as much as a rent, to 16 MiB, which holds almost every message,
/// so that the large-object heap is rarely allocated from. Sizes are powers of two: the fewer sizes there are, the fewer buffers go round, and those are warm.
/// A server whose messages differ in size holds less with them than with <see cref="SizeClassLadder.FourPerDoubling"/>,
/// though each buffer is larger for what was asked. Up to 65,536 idle buffers of one size are kept, but no more than 1 GiB of them:
/// after a burst of small messages the pool keeps what it needs, and after one of large messages it doesn't hoard. The caps bound what can lie idle.
/// Only buffers that were in use at the same time can be idle at the same time, and surplus that has been idle for 25 seconds is released.
/// </para>
/// </remarks>
public sealed class BytePoolOptions
{
    internal const int DefaultSampledModeInterval = 4_194_304;

    private const int DefaultMaxSize = 16 * 1024 * 1024;

    internal const string MaxBuffersRule = "must be 0 (keep none) or more";
    internal const string MaxIdleBytesRule = "must be at least 1, or null for no limit";

    private const string NotNullRule = "must not be null";

    private static readonly TimeSpan s_minDecayTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_maxDecayTime = TimeSpan.FromDays(30);

    /// <summary>Null until it is set.</summary>
    private int? _maxSize;

    /// <summary>The pool's name in messages and statistics. None by default.</summary>
    public string? Name { get; set; }

    /// <summary>The smallest buffer, in bytes: 1 to <see cref="MaxSize"/>, rounded up to the next size of <see cref="SizeClasses"/>. Default 64.
    /// Smaller requests get a buffer of this size.</summary>
    public int MinSize { get; set; } = 64;

    /// <summary>The largest buffer that is pooled, in bytes: <see cref="MinSize"/> to <see cref="Array.MaxLength"/>. Default 16 MiB (16,777,216),
    /// or the largest of
    /// <see cref="SizeClasses"/> if that is a custom ladder. Larger requests get a buffer of their own, which isn't pooled.</summary>
    public int MaxSize
    {
        get => _maxSize ?? (SizeClasses?.Sizes is [.., int largest] ? largest : DefaultMaxSize);
        set => _maxSize = value;
    }

    /// <summary>The most idle buffers kept in one bucket: 0 (none) or more. Default 65,536. Buffers that are out don't count.</summary>
    public int MaxBuffersPerBucket { get; set; } = 65_536;

    /// <summary>The most bytes kept idle in one bucket: <see cref="MaxBuffersPerBucket"/> is lowered for large sizes to stay within it,
    /// but not below one buffer.
    /// 1 or more, or null for no limit. Default 1 GiB (1,073,741,824).</summary>
    public long? MaxIdleBytesPerBucket { get; set; } = 1024 * 1024 * 1024;

    /// <summary>A budget: the most bytes that all buffers of the pool, idle and rented, may take up together.
    /// At least the smallest buffer (<see cref="MinSize"/>, rounded up), or null (the default) for none.
    /// Idle buffers of other sizes are released before anything is refused; then <see cref="BytePool.Rent(int)"/> throws,
    /// <see cref="BytePool.TryRent(int, out ByteLease)"/> returns false and
    /// <see cref="BytePool.RentAsync"/> waits. Buffers beyond <see cref="MaxSize"/> count too. Buffers that were released
    /// don't, even if a <see cref="Memory{T}"/> that was taken from one still keeps its memory.</summary>
    public long? MaxTotalBytes { get; set; }

    /// <summary>The sizes that buffers come in. Default <see cref="SizeClassLadder.PowersOfTwo"/>.
    /// A custom ladder must reach up to <see cref="MaxSize"/>.</summary>
    public SizeClassLadder SizeClasses { get; set; } = SizeClassLadder.PowersOfTwo;

    /// <summary>How buffers are made and kept. Default <see cref="PoolMode.Standard"/>. The environment may override it: see <see cref="PoolMode"/>.</summary>
    public PoolMode Mode { get; set; }

    /// <summary>Overwrites the whole buffer with zeros when it is returned, so that the next renter gets nothing but zeros and can't read what was in it. For
    /// secrets; every rent and return takes interlocked operations. Default false: a rented buffer holds whatever it held before.</summary>
    public bool ClearOnReturn { get; set; }

    /// <summary>Allocates buffers that the garbage collector doesn't move, for native calls and I/O that would otherwise pin them. Default false.</summary>
    public bool Pinned { get; set; }

    /// <summary>Called with each misuse that the pool finds, on the thread that found it, also where it is thrown:
    /// in every mode with second returns and uses after the return, with leases that are out when the pool is disposed, and with leases that were dropped,
    /// of which <see cref="PoolMode.Standard"/> mode knows those that were sampled; in <see cref="PoolMode.Checked"/> and <see cref="PoolMode.Guarded"/> mode
    /// also with bytes written where they mustn't be. Null (the default) for none; checked and guarded mode then write to standard error whatever isn't thrown
    /// at a caller. The environment may name a file that gets the reports of every pool of the process, <see cref="BytePool.Shared"/> too, beside this:
    /// <c>TIDEPOOL_REPORT</c>, or the runtime-configuration property <c>Tidepool.Report</c>, in which <c>%p</c> stands for the process's id.
    /// What is out when the process ends is listed there, too.</summary>
    /// <remarks>An exception that it throws comes out of the call that found the misuse, once that call has done its work and reported everything else it
    /// found: a return has returned, a disposal has disposed; a rent has failed. On the finalizer's thread and the clock's,
    /// where an exception would end the process, it is written to standard error.</remarks>
    public Action<MisuseReport>? OnMisuse { get; set; }

    /// <summary>In <see cref="PoolMode.Checked"/> and <see cref="PoolMode.Guarded"/> mode, how many other buffers of its bucket must come back before a
    /// returned buffer is rented again, so that uses after the return are found: 0 or more. Default 32. Never more than are kept idle.</summary>
    public int QuarantineLength { get; set; } = 32;

    /// <summary>In <see cref="PoolMode.Guarded"/> mode, puts the buffer's start, rather than its end, against an inaccessible page,
    /// so that a read or write before the start crashes at that instruction. Default false: a read or write past the end does. A write on the other side,
    /// within the same page, is found at the return.</summary>
    public bool GuardStart { get; set; }

    /// <summary>On average, one rent in this many records its stack, so that a lease that isn't returned can be traced to its call site;
    /// a rent that makes a new buffer does so 256 times as often. 1 (every rent) or more, or 0 for none. Default 262,144,
    /// which costs less than 1 % of a rent and its return. The environment may override it: <c>TIDEPOOL_LEAK_SAMPLING</c>,
    /// or the runtime-configuration property
    /// <c>Tidepool.LeakSampling</c>.</summary>
    public int LeakSamplingInterval { get; set; } = 262_144;

    /// <summary>In <see cref="PoolMode.Standard"/> mode, how one rent in <see cref="SampledModeInterval"/> is served:
    /// as in <see cref="PoolMode.Checked"/> or in <see cref="PoolMode.Guarded"/> mode, so that many processes in production together find what no test did.
    /// Default <see cref="PoolMode.Standard"/>: like all others. The environment may override it: <c>TIDEPOOL_SAMPLE</c>, or the runtime-configuration property
    /// <c>Tidepool.Sample</c>, is <c>off</c>, <c>checked</c> or <c>guarded</c>; an interval may follow the last two after a colon,
    /// as in <c>checked:100000</c>.</summary>
    /// <remarks>The memory of a lease served as in <see cref="PoolMode.Guarded"/> mode has no array: <c>MemoryMarshal.TryGetArray</c> returns false for it.
    /// The rent of a lease that is tracked is counted twice in the statistics, since the buffer that would have served it goes back at once. Of each size,
    /// tracked buffers of up to 1 MiB together are kept, or one buffer.</remarks>
    public PoolMode SampledMode { get; set; }

    /// <summary>On average, one rent in this many is served as <see cref="SampledMode"/> says. A rent that makes a new buffer is chosen 256 times as often.
    /// 1 (every rent) or more. Default 4,194,304, which costs less than 1 % of a rent and its return.</summary>
    public int SampledModeInterval { get; set; } = DefaultSampledModeInterval;

    /// <summary>How long surplus idle buffers are kept: of those that became idle together, most are released around the middle of this time,
    /// and none is left after it.
    /// 100 ms to 30 days, or <see cref="Timeout.InfiniteTimeSpan"/> to keep them for good. Default 25 s. Sooner when the machine is short of memory,
    /// or the process by its own limit.</summary>
    /// <remarks>What is released is left to the garbage collector. The process gets the memory back when a collection runs, which in a quiet program may be
    /// much later: see <see cref="CollectAfterReleasing"/>.</remarks>
    public TimeSpan DecayTime { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>Asks for one collection once decay has released at least so many bytes of the pool and has nothing more to release,
    /// so that a process which has become quiet gives that memory back to the system.
    /// 1 or more, or null (the default) for never.</summary>
    /// <remarks>It is the collector's most aggressive one (<see cref="GCCollectionMode.Aggressive"/>), since no other gives memory back at once.
    /// It stops all threads for as long as the process's living objects take to be moved: tens of milliseconds for some ten MiB, and more in proportion.
    /// So choose a number that only a burst reaches, such as 268,435,456 (256 MiB).</remarks>
    public long? CollectAfterReleasing { get; set; }

    /// <summary>Makes the meter that reports the pool. Null (the default) for the process's own. With dependency injection, use the container's:
    /// hosts in one process, as in tests, then report only their own pools. The factory disposes the meter; the pool goes on without it.</summary>
    public IMeterFactory? MeterFactory { get; set; }

    /// <summary>The clock by which the pool judges how long buffers have been idle. Default <see cref="TimeProvider.System"/>;
    /// another one is for tests.</summary>
    /// <remarks>Where it throws, or uses pools itself, it is taken to stand still: that fails no rent and no return, and is written to standard error,
    /// once.</remarks>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Everything that is wrong with the values, alone or together.</summary>
    /// <returns>One entry for each wrong value; none if a pool can be made from these options.
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
            static () => "must be at least 1, or null for no collection");
        Expect(
            LeakSamplingInterval >= 0,
            nameof(LeakSamplingInterval),
            LeakSamplingInterval,
            static () => "must be 1 or more (one rent in so many is sampled), or 0 for none");
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
            static () => $"must be 1 or more (one rent in so many is tracked); for none set {nameof(SampledMode)} to {nameof(PoolMode.Standard)}");
        Expect(Enum.IsDefined(Mode), nameof(Mode), Mode, static () => $"must be one of {string.Join(", ", Enum.GetNames<PoolMode>())}");
        Expect(TimeProvider is not null, nameof(TimeProvider), null, static () => NotNullRule);
        return errors;

        // No text is written where all is well: the framework writes it in buffers of its own array pool, whose first use calls every event listener.
        void Expect(bool isRight, string property, object? value, Func<string> rule)
        {
            if (!isRight)
            {
                errors.Add(new BytePoolOptionsError(property, value, rule()));
            }
        }
    }

    /// <summary>Checks all values, each alone and together.</summary>
    internal void Validate()
    {
        if (FindErrors() is [BytePoolOptionsError first, ..])
        {
            throw first.ToException();
        }
    }

    /// <summary>Checks the two sizes under the names by which the caller knows them.</summary>
    internal static void CheckSizes(int minSize, string minName, int maxSize, string maxName)
    {
        if (FindErrorOfSizes(minSize, minName, maxSize, maxName) is { } error)
        {
            throw error.ToException();
        }
    }

    /// <summary>Checks the number of buffers under the name by which the caller knows it.</summary>
    internal static void CheckMaxBuffers(int maxBuffers, string name)
    {
        if (maxBuffers < 0)
        {
            throw new BytePoolOptionsError(name, maxBuffers, MaxBuffersRule).ToException();
        }
    }

    /// <summary>What a decay time that isn't one must be.</summary>
    internal static string DecayTimeRule => $"must be {s_minDecayTime} to {s_maxDecayTime}, or Timeout.InfiniteTimeSpan to keep idle buffers for good";

    internal static bool IsDecayTime(TimeSpan time) => time == Timeout.InfiniteTimeSpan || (time >= s_minDecayTime && time <= s_maxDecayTime);

    /// <summary>What is wrong with the sizes: a ladder and a budget can be judged only where the two sizes are right.</summary>
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
                $"must be at least {smallest:N0}, the smallest buffer ({nameof(MinSize)} is {MinSize:N0}), or null for no budget; no buffer would ever fit"));
        }
    }

    private static BytePoolOptionsError? FindErrorOfSizes(int minSize, string minName, int maxSize, string maxName) =>
        minSize < 1 ? new BytePoolOptionsError(minName, minSize, "must be at least 1 byte")
        : maxSize < 1 || maxSize > Array.MaxLength
            ? new BytePoolOptionsError(maxName, maxSize, $"must be 1 to {Array.MaxLength:N0} bytes, the limit of one array")
        : minSize > maxSize ? new BytePoolOptionsError(minName, minSize, $"must be at most {maxName}, which is {maxSize:N0}; lower the one or raise the other")
        : null;
}
