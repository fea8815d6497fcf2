using Microsoft.Extensions.Time.Testing;

namespace Tidepool.AspNetCore.Tests;

internal static class DecayClock
{
    /// <summary>Lets more than the decay time of the default options pass, in steps, as a clock does.</summary>
    internal static void PassDecayTime(this FakeTimeProvider clock)
    {
        TimeSpan step = TimeSpan.FromSeconds(1);
        for (TimeSpan passed = TimeSpan.Zero; passed <= new BytePoolOptions().DecayTime * 1.2; passed += step)
        {
            clock.Advance(step);
        }
    }
}
