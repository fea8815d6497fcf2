using Microsoft.Extensions.Time.Testing;

namespace Tidepool.Tests.Safety;

/// <summary>The modes that track buffers let idle ones decay over time, and inspect each before releasing it.</summary>
[Trait("Requirement", "B7")]
public class TrackedDecayTests
{
    private const int Size = 1_000;

    private static readonly TimeSpan s_decayTime = TimeSpan.FromSeconds(25);

    [Theory]
    [InlineData(PoolMode.Checked, PoolMode.Standard)]
    [InlineData(PoolMode.Guarded, PoolMode.Standard)]
    [InlineData(PoolMode.Standard, PoolMode.Checked)]
    public void Idle_ForTheDecayTime_IsGivenBackAndInspected(PoolMode mode, PoolMode sampledMode)
    {
        FakeTimeProvider clock = new();
        List<MisuseReport> reports = [];
        using BytePool pool = new(new BytePoolOptions
        {
            Mode = mode,
            SampledMode = sampledMode,
            SampledModeInterval = 1,
            QuarantineLength = 4,
            DecayTime = s_decayTime,
            TimeProvider = clock,
            OnMisuse = reports.Add,
        });
        ByteLease[] leases = [.. Enumerable.Range(0, 10).Select(_ => pool.Rent(Size))];
        ByteLease held = pool.Rent(Size);
        if (mode != PoolMode.Guarded)
        {
            Span<byte> span = leases[7].Span;
            Array.ForEach(leases, static lease => lease.Return());
            span[0] = 1;
        }
        else
        {
            Array.ForEach(leases, static lease => lease.Return());
        }

        Pass(clock, s_decayTime / 2);
        Assert.True(pool.GetStatistics().Idle > 0);
        Pass(clock, 2 * s_decayTime);

        Assert.Equal((0, 1), (pool.GetStatistics().Idle, pool.GetStatistics().Rented));
        Assert.Equal(mode == PoolMode.Guarded ? [] : [MisuseKind.WrittenAfterReturn], reports.Select(static report => report.Kind));
        held.Span.Fill(1);
        held.Return();
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    private static void Pass(FakeTimeProvider clock, TimeSpan time)
    {
        for (TimeSpan passed = default; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            clock.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
