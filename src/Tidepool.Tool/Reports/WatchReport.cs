using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Tidepool.Tool.Watching;

namespace Tidepool.Tool.Reports;

/// <summary>Shows the pools of a process as they change: a display that updates in place on a terminal, lines otherwise.</summary>
internal sealed class WatchReport(IAnsiConsole console, string target, int intervalSeconds)
{
    /// <summary>The number of notes displayed, the newest last.</summary>
    private const int MostNotes = 8;

    private readonly Queue<PoolNote> _notes = [];
    private int _misuses;

    /// <summary>Shows readings and notes as they arrive.</summary>
    /// <returns>The number of readings.</returns>
    internal async Task<int> ShowAsync(IAsyncEnumerable<PoolsNews> news)
    {
        int readings = 0;
        if (!console.Profile.Capabilities.Interactive)
        {
            await foreach (PoolsNews one in news)
            {
                readings += one is PoolsReading ? 1 : 0;
                WriteLines(one);
            }

            return readings;
        }

        Text waiting = new($"Waiting for {target} …", new Style(Color.Grey));
        await console.Live(waiting).StartAsync(async context =>
        {
            await foreach (PoolsNews one in news)
            {
                if (one is PoolNote note)
                {
                    Keep(note);
                }
                else if (one is PoolsReading reading)
                {
                    readings++;
                    context.UpdateTarget(Picture(reading));
                }
            }
        });
        return readings;
    }

    private void Keep(PoolNote note)
    {
        _misuses += note.IsMisuse ? 1 : 0;
        _notes.Enqueue(note);
        if (_notes.Count > MostNotes)
        {
            _notes.Dequeue();
        }
    }

    private Rows Picture(PoolsReading reading)
    {
        Table pools = Tables.New("pool", "rents/s", "held", "out", "budget", "waiters", "refused", "dropped");
        Table buckets = Tables.New("bucket", "rents/s", "hits", "out", "idle", "rents", "discarded", "trimmed", "dropped");
        foreach (PoolReading pool in reading.Pools)
        {
            AddRow(
                pools, pool.Abandoned > 0, pool.Name, Number(pool.RentsPerSecond), Words.Size(pool.BytesHeld), Words.Size(pool.BytesRented), Budget(pool),
                    Number(pool.Waiters),
                Number(pool.Refused), Number(pool.Abandoned));
            foreach (BucketReading bucket in pool.Buckets)
            {
                AddRow(
                    buckets, bucket.Abandoned > 0, $"{pool.Name}, {Size(bucket)}", Number(bucket.RentsPerSecond), Hits(bucket), Number(bucket.Rented),
                        Number(bucket.Idle),
                    Number(bucket.Rents), Number(bucket.Discarded), Number(bucket.Trimmed), Number(bucket.Abandoned));
            }
        }

        string misuses = _misuses == 0 ? "no misuse" : $"{Number(_misuses)} of misuse";
        return new Rows(
        [
            new Text($"{target}, {Time(reading.At)}, every {intervalSeconds} s, {misuses} so far. Ctrl-C ends this.", new Style(Color.Grey)),
            pools,
            buckets,
            .. _notes.Select(static note =>
                (IRenderable)new Text($"{Time(note.At)} {FirstLine(note.Text)}", new Style(note.IsMisuse ? Color.Red : Color.Grey))),
        ]);
    }

    private void WriteLines(PoolsNews news)
    {
        string time = Time(news.At);
        if (news is PoolNote note)
        {
            console.WriteLine($"{time} {note.Text}");
        }
        else if (news is PoolsReading reading)
        {
            foreach (PoolReading pool in reading.Pools)
            {
                console.WriteLine(
                    $"{time} {pool.Name}: {Number(pool.RentsPerSecond)} rents/s, {Words.Size(pool.BytesHeld)} held, {Words.Size(pool.BytesRented)} out, "
                    + $"budget {Budget(pool)}, {Number(pool.Waiters)} waiters, {Number(pool.Refused)} refused, {Number(pool.Abandoned)} dropped");
                foreach (BucketReading bucket in pool.Buckets)
                {
                    console.WriteLine(
                        $"{time} {pool.Name}, {Size(bucket)}: {Number(bucket.RentsPerSecond)} rents/s, hits {Hits(bucket)}, {Number(bucket.Rented)} out, "
                            + $"{Number(bucket.Idle)} idle, "
                        + $"{Number(bucket.Rents)} rents, {Number(bucket.Discarded)} discarded, {Number(bucket.Trimmed)} trimmed, "
                            + $"{Number(bucket.Abandoned)} dropped");
                }
            }
        }
    }

    private static string Size(BucketReading bucket) => bucket.Size == 0 ? "too large" : Words.Size(bucket.Size);

    private static string Hits(BucketReading bucket) => bucket.HitRate is { } rate ? rate.ToString("0.0 %", CultureInfo.InvariantCulture) : "–";

    private static string Budget(PoolReading pool) => pool.BytesLimit is { } limit ? Words.Size(limit) : "none";

    private static string Number(double? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "–";

    private static string Time(DateTimeOffset at) => at.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd();

    private static void AddRow(Table table, bool isBad, params string[] cells) =>
        table.AddRow(cells.Select((cell, index) => new Text(cell, isBad && index == cells.Length - 1 ? new Style(Color.Red) : Style.Plain)));
}
