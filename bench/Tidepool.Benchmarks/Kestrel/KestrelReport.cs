using System.CommandLine;

namespace Tidepool.Benchmarks.Kestrel;

/// <summary>The command <c>kestrel</c>: requests and memory of a server on its own pool and on Tidepool. Loads both in turn, then sends both a burst and
/// watches their memory.</summary>
internal sealed class KestrelReport(int rounds, TimeProvider time)
{
    private const int FullRounds = 7;
    private const int QuickRounds = 2;
    private const double Mebibyte = 1024 * 1024;

    private static readonly TimeSpan s_turn = TimeSpan.FromSeconds(1.2);

    /// <summary>Seconds after the burst.</summary>
    private static readonly int[] s_schedule = [0, 5, 10, 20, 30, 45];

    /// <summary>What a turn's figures are, and how they are written.</summary>
    private static readonly (string Name, string Format)[] s_figures =
        [("requests per second", "#,0"), ("server's processor time per request, µs", "0.0"), ("allocated per request, bytes", "#,0")];

    public static Command CreateCommand(Workbench bench)
    {
        Option<FileInfo?> output = new("--output")
        {
            Description = "Also write the results to this file, as Markdown. docs/kestrel.md of the repository is one.",
        };
        return bench.Command("kestrel", "Measures a server on Kestrel's own pool and on Tidepool, in turn.", [output], async (parsed, quick) =>
        {
            Provenance provenance = Provenance.Gather(bench.Time);
            KestrelReport report = new(quick ? QuickRounds : FullRounds, bench.Time);
            using Server own = new(BenchServer.OwnBlocks);
            using Server tidepool = new(BenchServer.TidepoolBlocks);
            List<string[]> requests = [];
            foreach (Load load in Load.Steady)
            {
                bench.WriteLine(load.Name);
                requests.AddRange(await report.MeasureAsync(load, own, tidepool));
            }

            bench.WriteLine(Load.Burst.Name);
            string[][][] held = await Task.WhenAll(report.WatchBurstAsync(own), report.WatchBurstAsync(tidepool));
            bench.Show(text => report.Write(text, provenance, requests, held));
            if (parsed.GetValue(output) is { } file)
            {
                await File.WriteAllTextAsync(file.FullName, report.Write(new Markdown(), provenance, requests, held).ToString());
            }
        });
    }

    /// <summary>The document that is kept with the code.</summary>
    private Markdown Write(Markdown text, Provenance provenance, IEnumerable<string[]> requests, string[][][] held) => text
        .Title("Kestrel on its own pool and on Tidepool")
        .Paragraph("`dotnet run -c Release --project bench/Tidepool.Benchmarks -- kestrel --output docs/kestrel.md` writes this page.")
        .List(provenance.Lines())
        .Section(
            "Requests",
            $"Two servers, each a process of its own, and the same client in a third; HTTP/1.1 over the loopback; medians of {rounds} rounds of "
            + $"{s_turn.TotalSeconds:0.#} s in turn, and the quartiles of the rounds' ratios. The client takes its part of the same processors, so ratios "
            + "come out nearer to 1 than on a server with a machine to itself.")
        .Table(["load", "", ">Kestrel's own pool", ">Tidepool", ">ratio", ">quartiles"], requests)
        .Section(
            "Bytes held after a burst",
            $"{Load.Burst.Connections} uploads of {Load.Burst.BodyLength / Mebibyte:0} MiB at once, which the server begins to "
            + "read when all are there; then quiet. MiB; each sample after a full collection. The heap is compared with that before the burst, when the "
            + "blocks of the requests above were still there.")
        .Table(["seconds after it", .. s_schedule.Select(static second => $">{second}")], held.SelectMany(static rows => rows))
        .Paragraph("Not measured: networks with delay, many processors, TLS, HTTP/2, and hours of running.");

    /// <summary>A row of the table for each figure of a load.</summary>
    private async Task<IEnumerable<string[]>> MeasureAsync(Load load, params Server[] servers)
    {
        List<double[]>[] turns = [[], []];

        // One extra round, to warm up.
        for (int round = 0; round <= rounds; round++)
        {
            // Each server goes first as often as the other.
            foreach (int index in round % 2 == 0 ? [1, 0] : (int[])[0, 1])
            {
                turns[index].Add(await MeasureTurnAsync(load, servers[index]));
            }
        }

        return s_figures.Select((figure, index) =>
        {
            double[][] figures = [.. turns.Select(server => server.Skip(1).Select(turn => turn[index]).ToArray())];
            Distribution ratio = Distribution.Of(figures[1].Zip(figures[0], static (ours, theirs) => ours / theirs));
            string name = index == 0 ? $"{load.Name}, {load.Connections} connections" : string.Empty;
            return (string[])
            [
                name,
                figure.Name,
                .. figures.Select(server => Median(server, figure.Format)),
                Figures.Ratio(ratio.Median),
                Figures.Spread(ratio),
            ];
        });

        static string Median(IEnumerable<double> turns, string format) => Distribution.Of(turns).Median.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>One turn's figures, in the order of <see cref="s_figures"/>.</summary>
    private async Task<double[]> MeasureTurnAsync(Load load, Server server)
    {
        ServerState before = await server.GetStateAsync();
        long begin = time.GetTimestamp();
        long requests = await load.RunAsync(server.EndPoint, () => time.GetElapsedTime(begin) < s_turn);
        TimeSpan elapsed = time.GetElapsedTime(begin);
        ServerState after = await server.GetStateAsync();
        return
        [
            requests / elapsed.TotalSeconds,
            (after.ProcessorMicroseconds - before.ProcessorMicroseconds) / requests,
            (double)(after.AllocatedBytes - before.AllocatedBytes) / requests,
        ];
    }

    /// <summary>Two rows of the table: what the pool says it holds, and how much larger the heap is than before the burst.</summary>
    private async Task<string[][]> WatchBurstAsync(Server server)
    {
        ServerState before = await server.GetStateAsync(collects: true);
        await Load.Burst.RunAsync(server.EndPoint, static () => false);
        long end = time.GetTimestamp();
        List<ServerState> states = [];
        foreach (int second in s_schedule)
        {
            TimeSpan rest = TimeSpan.FromSeconds(second) - time.GetElapsedTime(end);
            await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, time);
            states.Add(await server.GetStateAsync(collects: true));
        }

        string pool = server.Blocks == BenchServer.OwnBlocks ? "Kestrel's own pool" : "Tidepool";
        return
        [
            [$"{pool}: blocks", .. states.Select(static state => Mebibytes(state.PoolBytes))],
            [$"{pool}: heap above before", .. states.Select(state => Mebibytes(state.HeapBytes - before.HeapBytes))],
        ];

        static string Mebibytes(long bytes) => (bytes / Mebibyte).ToString("0.0", CultureInfo.InvariantCulture);
    }
}
