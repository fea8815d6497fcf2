using System.Globalization;
using System.Text.Json;
using MessageRelay.Client;
using MessageRelay.Load;
using MessageRelay.Reports;

namespace MessageRelay.Run;

/// <summary>The process that loads the server and checks what comes back.</summary>
internal static class ClientsRole
{
    // Large enough that messages seldom repeat while in the caches, and small enough to read in a moment.
    private const int MaxCorpus = 96 * 1024 * 1024;

    private static readonly TimeSpan s_progressInterval = TimeSpan.FromMilliseconds(250);

    public static async Task RunAsync(ControlLines control, CancellationToken cancellationToken)
    {
        ClientSettings settings = JsonSerializer.Deserialize(await control.NextAsync(), RelayJson.Default.ClientSettings)!;
        Corpus corpus = Corpus.Load(Corpus.RuntimeDirectory, MessageMix.Parse(settings.Mix).MaxSize, MaxCorpus);
        using ClientFleet fleet = new(settings, corpus, cancellationToken);
        await fleet.ConnectAsync(cancellationToken);
        CorpusInfo info = new(Corpus.RuntimeDirectory, corpus.Files, corpus.Length);
        ControlLines.Write(Verbs.Ready, JsonSerializer.Serialize(info, RelayJson.Default.CorpusInfo));

        await using Timer reporting = new(
            _ => ControlLines.Write(Verbs.Progress, fleet.Received.ToString(CultureInfo.InvariantCulture)), null, s_progressInterval, s_progressInterval);
        await AnswerAsync(control, fleet, cancellationToken);
    }

    private static async Task AnswerAsync(ControlLines control, ClientFleet fleet, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<string> next = control.NextAsync().AsTask();
            if (await Task.WhenAny(next, fleet.Failure) != next)
            {
                await fleet.Failure;
            }

            switch (await next)
            {
                case Verbs.Go:
                    fleet.Start();
                    break;
                case Verbs.Mark:
                    fleet.StartMeasuring();
                    break;
                case Verbs.Measure:
                    fleet.StopMeasuring();
                    break;
                case Verbs.Finish:
                    ClientSample sample = await fleet.FinishAsync(cancellationToken);
                    ControlLines.Write(Verbs.Finish, JsonSerializer.Serialize(sample, RelayJson.Default.ClientSample));
                    return;
                case var other:
                    throw new InvalidOperationException($"The clients can't follow '{other}'.");
            }
        }
    }
}
