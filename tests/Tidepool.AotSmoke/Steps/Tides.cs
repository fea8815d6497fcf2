namespace Tidepool.AotSmoke.Steps;

/// <summary>Trims, and lets idle buffers decay.</summary>
internal static class Tides
{
    /// <summary>Far more than a decay takes, on any machine.</summary>
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(1);

    internal static string Run()
    {
        using BytePool pool = new(new BytePoolOptions { DecayTime = TimeSpan.FromMilliseconds(100) });
        pool.Rent(1_000).Return();
        bool isGone = SpinWait.SpinUntil(() => pool.GetStatistics().Idle == 0, s_deadline);
        Expect.That(isGone);
        pool.Rent(1_000).Return();
        pool.Trim();
        BytePoolStatistics statistics = pool.GetStatistics();
        Expect.That(statistics is { Idle: 0, Trimmed: 2, BytesHeld: 0 });
        return $"{statistics.Trimmed} buffers given back";
    }
}
