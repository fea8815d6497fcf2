namespace Tidepool.AspNetCore;

/// <summary>Every knob of the live page. The defaults suit a developer's machine, and harm nobody elsewhere.</summary>
/// <remarks>Read once, when the page is mapped. May be bound from configuration.</remarks>
public sealed class TidepoolPageOptions
{
    private const int MostSamples = 3600;
    private const int MostListeners = 1000;

    private static readonly TimeSpan s_minUpdateInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_maxUpdateInterval = TimeSpan.FromMinutes(1);

    /// <summary>Shows buttons that give up idle buffers, and answers them. Default false.</summary>
    public bool AllowTrim { get; set; }

    /// <summary>Serves callers that are not on this machine although nothing says who they must be. Default false:
    /// unless the endpoints carry a policy (<c>RequireAuthorization</c>), others are told 403.</summary>
    /// <remarks>Who may see the page learns the names, sizes and call sites of the program. Set it only where something else keeps strangers away,
    /// such as a port that isn't reachable from outside.</remarks>
    public bool AllowRemote { get; set; }

    /// <summary>How often the page's numbers are renewed while somebody looks: 100 ms to 1 minute. Default 1 s.</summary>
    public TimeSpan UpdateInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many updates the charts reach back: 2 to 3,600. Default 300, which is five minutes of one each second.</summary>
    public int HistoryLength { get; set; } = 300;

    /// <summary>How many may listen to updates at once: 1 to 1,000. Default 16. One more is told 503. An open page listens.</summary>
    public int MaxListeners { get; set; } = 16;

    internal void Validate()
    {
        if (UpdateInterval < s_minUpdateInterval || UpdateInterval > s_maxUpdateInterval)
        {
            ThrowOutOfRange(nameof(UpdateInterval), UpdateInterval, $"must be {s_minUpdateInterval} to {s_maxUpdateInterval}");
        }

        if (HistoryLength is < 2 or > MostSamples)
        {
            ThrowOutOfRange(nameof(HistoryLength), HistoryLength, $"must be 2 to {MostSamples:N0} updates; for a longer time raise {nameof(UpdateInterval)}");
        }

        if (MaxListeners is < 1 or > MostListeners)
        {
            ThrowOutOfRange(nameof(MaxListeners), MaxListeners, $"must be 1 to {MostListeners:N0}");
        }
    }

    private static void ThrowOutOfRange(string name, object value, string rule) =>
        throw new ArgumentOutOfRangeException(name, value, $"{nameof(TidepoolPageOptions)}.{name} {rule}.");
}
