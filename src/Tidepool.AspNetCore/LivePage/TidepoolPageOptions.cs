namespace Tidepool.AspNetCore;

/// <summary>The settings of the live page. The defaults suit a developer's machine, and are safe everywhere else.</summary>
/// <remarks>Read once, when the page is mapped. May be bound from configuration.</remarks>
public sealed class TidepoolPageOptions
{
    private const int MostSamples = 3600;
    private const int MostListeners = 1000;

    private static readonly TimeSpan s_minUpdateInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_maxUpdateInterval = TimeSpan.FromMinutes(1);

    /// <summary>Shows buttons that release idle buffers, and serves their requests. Default false.</summary>
    public bool AllowTrim { get; set; }

    /// <summary>Serves callers on other machines even without an authorization policy. Default false:
    /// unless the endpoints carry a policy (<c>RequireAuthorization</c>), such callers get status 403.</summary>
    /// <remarks>Anyone who can see the page learns the names, sizes and call sites of the program. Set this only if something else keeps strangers out,
    /// such as a port that can't be reached from outside.</remarks>
    public bool AllowRemote { get; set; }

    /// <summary>How often the numbers on the page are updated while a page is open: 100 ms to 1 minute. Default 1 s.</summary>
    public TimeSpan UpdateInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many updates the charts reach back: 2 to 3,600. Default 300, which is five minutes at one per second.</summary>
    public int HistoryLength { get; set; } = 300;

    /// <summary>How many clients may listen to updates at once, one for each open page: 1 to 1,000. Default 16. Further ones get status 503.</summary>
    public int MaxListeners { get; set; } = 16;

    /// <summary>The present values. Later changes of these options don't affect them.</summary>
    internal TidepoolPageOptions Copy() => (TidepoolPageOptions)MemberwiseClone();

    internal void Validate()
    {
        if (UpdateInterval < s_minUpdateInterval || UpdateInterval > s_maxUpdateInterval)
        {
            ThrowOutOfRange(nameof(UpdateInterval), UpdateInterval, $"must be {s_minUpdateInterval} to {s_maxUpdateInterval}");
        }

        if (HistoryLength is < 2 or > MostSamples)
        {
            ThrowOutOfRange(nameof(HistoryLength), HistoryLength,
                $"must be 2 to {MostSamples:N0} updates; for a longer history, raise {nameof(UpdateInterval)}");
        }

        if (MaxListeners is < 1 or > MostListeners)
        {
            ThrowOutOfRange(nameof(MaxListeners), MaxListeners, $"must be 1 to {MostListeners:N0}");
        }
    }

    private static void ThrowOutOfRange(string name, object value, string rule) =>
        throw new ArgumentOutOfRangeException(name, value, $"{nameof(TidepoolPageOptions)}.{name} {rule}.");
}
