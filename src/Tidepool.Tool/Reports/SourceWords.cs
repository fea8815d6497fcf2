using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Reports;

/// <summary>What all reports say of byte arrays that come from pools, or from calls that can't, or may not, take a buffer.</summary>
internal static class SourceWords
{
    /// <summary>Where to look if a pool misses, by the name of the pool. For others, see <see cref="Settings"/>.</summary>
    private static readonly Dictionary<string, string> s_settings = new()
    {
        ["ArrayPool.Shared"] = "ArrayPool.Shared keeps no array over 1 GiB, and a limited number of each size, which only environment variables change "
            + "(DOTNET_SYSTEM_BUFFERS_SHAREDARRAYPOOL_MAXARRAYSPERPARTITION). If this code returns each array, and it still misses, use a pool with limits of "
            + "its own in its place; otherwise, return them.",
        ["Tidepool"] = "`tidepool watch` shows why: `unpooled` are over MaxSize, `discarded` are more than MaxBuffersPerBucket keeps, and leases that stay "
            + "rented, or are abandoned, aren't returned by this code.",
        ["RecyclableMemoryStream"] = "Dispose each stream, and raise the limits of the manager's free pools (MaximumSmallPoolFreeBytes, "
            + "MaximumLargePoolFreeBytes, MaximumBufferSize) if more are out at once than they keep.",
    };

    private const string Settings = "Change the sizes of that pool if they are too large for it, its limits if more are out at once than it keeps, or this "
        + "code if it doesn't return them.";

    /// <summary>Says which arrays aren't counted, and why; null if they are few.</summary>
    internal static string? NotCounted(AllocationSummary allocations)
    {
        List<string> reasons = [];
        if (allocations.TooSmall.Value >= Words.WorthMentioning)
        {
            reasons.Add($"{Words.Percent(allocations.TooSmall)} of all bytes are byte arrays under {AllocationSample.SmallestWorthPooling} B, for which a pool "
                + "costs about as much as the collector (stackalloc, a struct, or slices of one large buffer cost less)");
        }

        if (allocations.OutOfReach.Value >= Words.WorthMentioning)
        {
            CallSite[] sites = [.. allocations.ByteArraySites.Top.Select(static site => site.Key).Where(static site => site.Pool is null)];
            string[] calls = [.. sites.Select(static site => site.Known).OfType<KnownCall>().Where(static call => !call.CanBePooled).Distinct()
                .Select(static call => call.Name)];
            string[] libraries = [.. sites.Where(static site => site is { Known: null, IsByLibrary: true }).Select(static site => site.Method).Distinct()
                .Take(Words.MostSitesInASentence)];
            IEnumerable<string> who = new[]
            {
                calls.Length == 0 ? null : $"by calls that don't accept a buffer of yours ({string.Join(", ", calls)})",
                libraries.Length == 0 ? null : $"by libraries on their own, with no method of the program on the stack ({string.Join(", ", libraries)}; if "
                    + "that is code of yours, put its .pdb beside it)",
            }.OfType<string>();
            reasons.Add($"{Words.Percent(allocations.OutOfReach)} of all bytes are allocated {string.Join(", or ", who)}");
        }

        return reasons.Count == 0 ? null : $"Not counted as a saving: {string.Join("; ", reasons)}.";
    }

    /// <summary>Says that library methods are counted that may or may not take a buffer; null if they allocate little.</summary>
    internal static string? NotCertain(AllocationSummary allocations)
    {
        if (allocations.ByUnknownCalls.Value < Words.WorthMentioning)
        {
            return null;
        }

        // All call sites, since none of these need be among the largest.
        IEnumerable<string> methods = allocations.All.Where(static sample => sample is { IsWorthPooling: true, Site.IsUncertain: true })
            .GroupBy(static sample => sample.Site).OrderByDescending(static site => site.Sum(static sample => sample.Weight)).Select(static site => site.Key)
            .Select(static site => site.Call is CallSite.InlinedCall ? $"{site.Call} of {site.Method}" : site.Call ?? site.Method).Distinct()
            .Take(Words.MostSitesInASentence);
        return $"{Words.Percent(allocations.ByUnknownCalls)} of all bytes are byte arrays of libraries' methods that the doctor doesn't know "
            + $"({string.Join(", ", methods)}). They are counted, but only saved if those take a buffer of yours, or run code of yours, such as a lambda, that "
            + "is inlined and allocates them.";
    }

    /// <summary>Says that existing pools allocate byte arrays; null if they allocate hardly any.</summary>
    internal static string? PoolsThatMiss(AllocationSummary allocations)
    {
        if (!allocations.HasPoolsThatMiss)
        {
            return null;
        }

        string[] pools = [.. allocations.PoolSites.Top.Select(static site => site.Key.Pool).OfType<string>().Distinct()];
        return $"{Words.Percent(allocations.FromPools)} of the byte arrays' bytes are made by a pool that the program already uses "
            + $"({string.Join(", ", pools)}); each array is a miss. "
            + $"They are rented by {string.Join(", ", allocations.PoolSites.Top.Take(Words.MostSitesInASentence).Select(Renter))}. "
            + $"By size, they are of up to {string.Join(", ", SizesOfMisses(allocations))}. "
            + "Another pool of the same limits would save none of those. "
            + string.Join(' ', pools.Select(static pool => s_settings.GetValueOrDefault(pool, Settings)).Distinct());
    }

    /// <summary>The sizes that tell whether a pool's limits are too low, with the most bytes first.</summary>
    private static IEnumerable<string> SizesOfMisses(AllocationSummary allocations)
    {
        AllocationSample[] misses = [.. allocations.All.Where(static sample => sample.IsByteArray && sample.Site.Pool is not null)];
        return misses.Select(static sample => SizeBucket.Of(sample.Length)).Distinct()
            .Select(bucket => (Bucket: bucket, Share: Share.Of(misses, sample => SizeBucket.Of(sample.Length) == bucket).Value))
            .OrderByDescending(static size => size.Share).Take(Words.MostSitesInASentence)
            .Select(static size => $"{Words.Size(size.Bucket)} ({Words.Percent(size.Share)})");
    }

    private static string Renter((CallSite Site, Share Share) site) => $"{site.Site.Text} ({Words.Percent(site.Share.Value)})";
}
