using Microsoft.Extensions.Time.Testing;
using Tidepool.Engines;
using Tidepool.Decay;

namespace Tidepool.Tests.Decay;

/// <summary>Pools whose clock the test moves, on a machine with enough memory.</summary>
internal static class DecayingPool
{
    internal const int BufferSize = 1024;

    /// <summary>More than any test has idle.</summary>
    internal const int AmpleCap = 10_000;

    /// <summary>The default decay time is divided into steps of this length.</summary>
    internal static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    /// <summary>The default decay time, in steps, plus one in which the clock first sees a buffer idle.</summary>
    internal const int StepsToNothing = 26;

    internal static BytePool New(FakeTimeProvider time, int cap = AmpleCap, TimeSpan? decayTime = null, bool clears = false)
    {
        BytePoolOptions options = new()
        {
            MinSize = BufferSize,
            MaxSize = BufferSize,
            MaxBuffersPerBucket = cap,
            MaxIdleBytesPerBucket = null,
            ClearOnReturn = clears,
            TimeProvider = time,
        };
        if (decayTime is { } given)
        {
            options.DecayTime = given;
        }

        BytePool pool = new(options);
        SetPressure(pool, MemoryPressure.Low);
        return pool;
    }

    internal static void SetPressure(BytePool pool, MemoryPressure pressure) => ((StandardEngine)pool.Engine).Pressure = () => pressure;

    /// <summary>Advances the clock a step at a time: if a fake clock jumps, a timer that is set anew after each tick fires only once.</summary>
    internal static void PassSteps(FakeTimeProvider time, int steps, TimeSpan? length = null)
    {
        for (int step = 0; step < steps; step++)
        {
            time.Advance(length ?? Step);
        }
    }
}
