using System.Diagnostics.Metrics;

namespace Tidepool;

/// <summary>Every knob of a <see cref="BytePool"/>. The defaults suit a server as they are.</summary>
/// <remarks>
/// <para>A pool reads its options once, when it is created; changes afterwards have no effect on it.</para>
/// <para>
/// Why these defaults. Sizes from 64 bytes, below which an allocation costs about as much as a rent, to 16 MiB, which holds almost every message
/// and keeps the large-object heap out of the game; four sizes per doubling, since powers of two waste four times as much; up to 65,536 idle buffers
/// of a size but no more than 256 MiB of them, so that neither a burst of small messages nor one of large ones makes the pool forget or hoard.
/// The caps bound what can lie idle, only what was in use at once before can ever lie idle, and what lies idle for 25 seconds is given back.
/// </para>
/// </remarks>
public sealed class BytePoolOptions
{
    internal const int DefaultSampledModeInterval = 4_194_304;

    private const string NotNullRule = "must not be null";
    private const string MaxBuffersRule = "must be 0 (keep none) or more";

    private static readonly TimeSpan s_minDecayTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_maxDecayTime = TimeSpan.FromDays(30);

    /// <summary>The pool's name in messages and statistics. None by default.</summary>
    public string? Name { get; set; }

    /// <summary>The smallest buffer, in bytes: 1 to <see cref="MaxSize"/>, rounded up to the next size of <see cref="SizeClasses"/>. Default 64.
    /// Lesser requests get a buffer of this size.</summary>
    public int MinSize { get; set; } = 64;

    /// <summary>The largest buffer that is pooled, in bytes: <see cref="MinSize"/> to <see cref="Array.MaxLength"/>. Default 16 MiB (16,777,216).
    /// Larger requests get a buffer of their own, which is not pooled.</summary>
    public int MaxSize { get; set; } = 16 * 1024 * 1024;

    /// <summary>The most idle buffers kept in one bucket: 0 (none) or more. Default 65,536. Buffers that are out don't count.</summary>
    public int MaxBuffersPerBucket { get; set; } = 65_536;

    /// <summary>The most bytes kept idle in one bucket: <see cref="MaxBuffersPerBucket"/> is lowered for large sizes to stay within it, but not below one buffer.
    /// 1 or more, or null for no limit. Default 256 MiB (268,435,456).</summary>
    public long? MaxIdleBytesPerBucket { get; set; } = 256 * 1024 * 1024;

    /// <summary>A budget: the most bytes that all buffers of the pool, idle and rented, may have together. At least the smallest buffer (<see cref="MinSize"/>, rounded up), or null (the default) for none.
    /// Idle buffers of other sizes are given up before it refuses anything; then <see cref="BytePool.Rent"/> throws, <see cref="BytePool.TryRent"/> answers false and
    /// <see cref="BytePool.RentAsync"/> waits. Buffers beyond <see cref="MaxSize"/> count too.</summary>
    public long? MaxTotalBytes { get; set; }

    /// <summary>The sizes that buffers come in. Default <see cref="SizeClassLadder.FourPerDoubling"/>. A custom ladder must reach up to <see cref="MaxSize"/>.</summary>
    public SizeClassLadder SizeClasses { get; set; } = SizeClassLadder.FourPerDoubling;

    /// <summary>How buffers are made and kept. Default <see cref="PoolMode.Standard"/>. The environment may overrule it: see <see cref="PoolMode"/>.</summary>
    public PoolMode Mode { get; set; }

    /// <summary>Overwrites the whole buffer with zeros when it is returned, so that the next renter, who then gets nothing but zeros, can't read what was in it. For secrets. Default false:
    /// a rented buffer holds whatever it held before.</summary>
    public bool ClearOnReturn { get; set; }

    /// <summary>Allocates buffers that the garbage collector doesn't move, for native calls and I/O that would pin them. Default false.</summary>
    public bool Pinned { get; set; }

    /// <summary>Called with each misuse that the pool finds: in <see cref="PoolMode.Checked"/> and <see cref="PoolMode.Guarded"/> mode all, in <see cref="PoolMode.Standard"/> mode sampled leases that were dropped, and those that are out at disposal.
    /// On the thread that found it. Null (the default) for none; then checked and guarded mode write to standard error what no caller is told by an exception.</summary>
    /// <remarks>What it throws comes out of the call that found the misuse, once that call has done its work and all else that it found has been told: a return has returned, a disposal has disposed; a rent has failed.
    /// On the finalizer's and on the clock's thread, where an exception would end the process, it is written to standard error.</remarks>
    public Action<MisuseReport>? OnMisuse { get; set; }

    /// <summary>In <see cref="PoolMode.Checked"/> and <see cref="PoolMode.Guarded"/> mode, how many buffers of a bucket have to come back after one before it is rented again, so that uses after the return are found: 0 or more. Default 32. Never more than are kept idle.</summary>
    public int QuarantineLength { get; set; } = 32;

    /// <summary>In <see cref="PoolMode.Guarded"/> mode, puts the buffer's start and not its end against an inaccessible page, so that who reads or writes before the start crashes there.
    /// Default false: who reads or writes behind the end does. What is written on the other side is found at the return, unless it is a page away.</summary>
    public bool GuardStart { get; set; }

    /// <summary>One rent in so many records its stack, on average, so that a lease that isn't returned can be told by its call site; a rent that makes a buffer does so 256 times
    /// as often. 1 (every rent) or more, or 0 for none. Default 262,144, which costs less than 1 % of a rent and its return.</summary>
    public int LeakSamplingInterval { get; set; } = 262_144;

    /// <summary>In <see cref="PoolMode.Standard"/> mode, how one rent in <see cref="SampledModeInterval"/> is served: as in <see cref="PoolMode.Checked"/> or in <see cref="PoolMode.Guarded"/> mode, so that many
    /// processes in production together find what no test did. Default <see cref="PoolMode.Standard"/>: as all others. The environment may overrule it: <c>TIDEPOOL_SAMPLE</c>, or the runtime-configuration property
    /// <c>Tidepool.Sample</c>, is <c>off</c>, <c>checked</c> or <c>guarded</c>, or the latter with a colon and the interval, as <c>checked:100000</c>.</summary>
    /// <remarks>A rent so served is counted twice in the statistics: the buffer that would have served it goes back at once. Up to 1 MiB of tracked buffers of each size are kept, or one buffer.</remarks>
    public PoolMode SampledMode { get; set; }

    /// <summary>One rent in so many, on average, is served as <see cref="SampledMode"/> says; a rent that makes a buffer is 256 times as often. 1 (every rent) or more. Default 4,194,304,
    /// which costs less than 1 % of a rent and its return.</summary>
    public int SampledModeInterval { get; set; } = DefaultSampledModeInterval;

    /// <summary>How long surplus idle buffers are kept: of those that became idle together, most are given up in the middle of this time and none is left after it.
    /// 100 ms to 30 days, or <see cref="Timeout.InfiniteTimeSpan"/> to keep them for good. Default 25 s. Faster when the machine is short of memory.</summary>
    public TimeSpan DecayTime { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>Makes the meter that tells of the pool. Null (the default) for the process's own. With dependency injection, the container's: so that hosts beside each other, as in tests, tell of their own pools only.
    /// The factory disposes the meter; the pool goes on without.</summary>
    public IMeterFactory? MeterFactory { get; set; }

    /// <summary>The clock by which a pool judges what has long been idle. Default <see cref="TimeProvider.System"/>; another one is for tests.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>All that is wrong with the values, each alone and together.</summary>
    /// <returns>One entry for each wrong value; none where a pool can be made of these options. The constructor of <see cref="BytePool"/> throws the first.</returns>
    public IReadOnlyList<BytePoolOptionsError> FindErrors()
    {
        List<BytePoolOptionsError> errors = [];
        FindErrorsOfSizes(errors);
        Expect(MaxBuffersPerBucket >= 0, nameof(MaxBuffersPerBucket), MaxBuffersPerBucket, MaxBuffersRule);
        Expect(MaxIdleBytesPerBucket is null or >= 1, nameof(MaxIdleBytesPerBucket), MaxIdleBytesPerBucket, "must be at least 1, or null for no limit");
        Expect(
            DecayTime == Timeout.InfiniteTimeSpan || (DecayTime >= s_minDecayTime && DecayTime <= s_maxDecayTime),
            nameof(DecayTime),
            DecayTime,
            $"must be {s_minDecayTime} to {s_maxDecayTime}, or Timeout.InfiniteTimeSpan to keep idle buffers for good");
        Expect(LeakSamplingInterval >= 0, nameof(LeakSamplingInterval), LeakSamplingInterval, "must be 1 or more (one rent in so many is sampled), or 0 for none");
        Expect(QuarantineLength >= 0, nameof(QuarantineLength), QuarantineLength, "must be 0 (none) or more");
        Expect(
            SampledMode is PoolMode.Standard or PoolMode.Checked or PoolMode.Guarded,
            nameof(SampledMode),
            SampledMode,
            $"must be {nameof(PoolMode.Checked)}, {nameof(PoolMode.Guarded)}, or {nameof(PoolMode.Standard)} for none");
        Expect(
            SampledModeInterval >= 1,
            nameof(SampledModeInterval),
            SampledModeInterval,
            $"must be 1 or more (one rent in so many is tracked); for none set {nameof(SampledMode)} to {nameof(PoolMode.Standard)}");
        Expect(Enum.IsDefined(Mode), nameof(Mode), Mode, $"must be one of {string.Join(", ", Enum.GetNames<PoolMode>())}");
        Expect(TimeProvider is not null, nameof(TimeProvider), null, NotNullRule);
        return errors;

        void Expect(bool isRight, string property, object? value, string rule)
        {
            if (!isRight)
            {
                errors.Add(new BytePoolOptionsError(property, value, rule));
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

    /// <summary>The most idle buffers of a size.</summary>
    internal int MaxIdleOf(int bufferSize) => MaxIdleBytesPerBucket is { } bytes
        ? (int)Math.Min(MaxBuffersPerBucket, Math.Max(1, bytes / bufferSize))
        : MaxBuffersPerBucket;

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
        : maxSize < 1 || maxSize > Array.MaxLength ? new BytePoolOptionsError(maxName, maxSize, $"must be 1 to {Array.MaxLength:N0} bytes, the limit of one array")
        : minSize > maxSize ? new BytePoolOptionsError(minName, minSize, $"must be at most {maxName}, which is {maxSize:N0}; lower the one or raise the other")
        : null;
}
