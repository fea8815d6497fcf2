using System.Text.RegularExpressions;
using Tidepool.Tool.Watching;
using Tidepool.Tool.Workloads;

namespace Tidepool.Tool.Tests;

/// <summary>The pools of a process that uses Tidepool, seen from outside.</summary>
[Trait("Requirement", "D6")]
public class WatchTests
{
    [Fact]
    public async Task Pools_AreShownWithTheirBucketsBytesWaitersAndWhatWasDropped()
    {
        using WorkloadProcess program = await WorkloadProcess.StartAsync(PoolUser.Name);
        ToolRun run = await ToolRun.OfAsync("watch", $"{program.Id}", "--count", "6");
        Assert.True(run.ExitCode == 0, run.Said);
        string[] lines = run.Output.Split('\n');
        Assert.Equal(6, lines.Count(static line => line.Contains($" {PoolUser.Scarce}: ", StringComparison.Ordinal)));
        Assert.Contains(lines, static line => line.Contains($"{PoolUser.Scarce}: 0 rents/s, 4 KiB held, 4 KiB out, budget 4 KiB, 1 waiters, 1 refused, 0 "
            + $"dropped", StringComparison.Ordinal));

        // One lease in five hundred is dropped, and the next rent misses. Each drop is reported with the stack of the rent.
        Assert.Contains(lines, static line => Regex.IsMatch(line, $"{PoolUser.Orders}, 4 KiB: .*hits (99[.][0-9]|100[.]0) %"));
        Assert.Contains("was dropped without being returned", run.Output, StringComparison.Ordinal);
        Assert.Contains("PoolUser.Drop", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnATerminal_ThePictureIsDrawnAnew()
    {
        using WorkloadProcess program = await WorkloadProcess.StartAsync(PoolUser.Name);
        ToolRun run = await new RunningTool(TimeProvider.System, isTerminal: true, "watch", $"{program.Id}", "--count", "3").End;
        Assert.True(run.ExitCode == 0, run.Said);
        Assert.Contains($"{PoolUser.Orders}, 4 KiB", run.Output, StringComparison.Ordinal);
        Assert.Contains("Ctrl-C ends this", run.Output, StringComparison.Ordinal);
        Assert.Contains("\e[", run.Output, StringComparison.Ordinal);
    }

    [Fact(DisableParallelization = true)]
    public async Task ATime_EndsTheWatch()
    {
        using WorkloadProcess program = await WorkloadProcess.StartAsync(PoolUser.Name);
        FastClock clock = new();
        RunningTool watch = new(clock, isTerminal: false, "watch", $"{program.Id}", "--duration", "00:01:00");
        await watch.ShowsAsync("rents/s");
        ToolRun run = await clock.PassUntilAsync(watch.End);
        Assert.True(run.ExitCode == 0, run.Said);
    }

    [Fact]
    public async Task AProcessThatEnds_EndsTheWatch()
    {
        using WorkloadProcess program = await WorkloadProcess.StartAsync(PoolUser.Name);
        RunningTool watch = new(TimeProvider.System, isTerminal: false, "watch", $"{program.Id}");
        await watch.ShowsAsync("rents/s");
        program.End();
        ToolRun run = await watch.End;
        Assert.True(run.ExitCode == 0, run.Said);
        Assert.Contains("has ended", run.Output, StringComparison.Ordinal);
        Assert.Contains("was disposed,", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProcessWithoutPools_IsToldAsSuch()
    {
        using WorkloadProcess program = await WorkloadProcess.StartAsync("calm");
        ToolRun run = await ToolRun.OfAsync("watch", $"{program.Id}");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("has no Tidepool pool", run.Errors, StringComparison.Ordinal);
    }

    /// <summary>If the duration is shorter than the timeout for the first reading, the cause isn't known.</summary>
    [Fact]
    public async Task NoReadingWithinTheTime_IsToldWithBothOfItsCauses()
    {
        using WorkloadProcess program = await WorkloadProcess.StartAsync("calm");
        ToolRun run = await ToolRun.OfAsync("watch", $"{program.Id}", "--duration", "00:00:02");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("reported no pool in this time. Either it has none, which `tidepool ps` may show, or the time was too short", run.Errors,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProcessThatIsNotThere_IsToldAsSuch()
    {
        ToolRun run = await ToolRun.OfAsync("watch", "2147483000");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("There is no process 2147483000", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Tags_MayHoldCommasAndEqualsSigns()
    {
        MeterValues values = new();
        values.Add("tidepool.rents", "tidepool.bucket.size=4096,tidepool.pool.name=a=b, c", 100, 50);
        values.Add("tidepool.misses", "tidepool.bucket.size=4096,tidepool.pool.name=a=b, c", 20, 5);
        values.Add("tidepool.memory.held", "tidepool.bucket.size=4096,tidepool.pool.name=a=b, c", 8_192, null);
        values.Add("tidepool.waiters", "tidepool.pool.name=a=b, c", 0, null);
        values.Add("tidepool.refused", "tidepool.pool.name=a=b, c", 7, null);
        PoolReading pool = Assert.Single(values.Read(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(2)).Pools);
        Assert.Equal(("a=b, c", 8_192, null, 7), (pool.Name, pool.BytesHeld, pool.BytesLimit, pool.Refused));
        BucketReading bucket = Assert.Single(pool.Buckets);
        Assert.Equal((4_096, 100, 25.0, 0.9), (bucket.Size, bucket.Rents, bucket.RentsPerSecond, bucket.HitRate));
    }

    [Fact]
    public void Rates_AreUnknownAtTheFirstReading()
    {
        MeterValues values = new();
        values.Add("tidepool.rents", "tidepool.bucket.size=64,tidepool.pool.name=p", 100, null);
        values.Add("tidepool.waiters", "tidepool.pool.name=p", 0, null);
        PoolReading pool = Assert.Single(values.Read(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1)).Pools);
        Assert.Null(pool.RentsPerSecond);
        Assert.Null(pool.Buckets[0].HitRate);
    }
}
