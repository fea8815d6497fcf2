using Microsoft.Extensions.Time.Testing;

namespace Tidepool.AspNetCore.Tests;

internal static class DecayClock
{
    /// <summary>Advances the clock by more than the decay time of the default options, in steps, as a real clock would.</summary>
    internal static void PassDecayTime(this FakeTimeProvider clock)
    {
        TimeSpan step = TimeSpan.FromSeconds(1);
        for (TimeSpan passed = TimeSpan.Zero; passed <= new BytePoolOptions().DecayTime * 1.2; passed += step)
        {
            clock.Advance(step);
        }
    }
}
