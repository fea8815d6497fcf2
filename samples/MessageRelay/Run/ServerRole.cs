using System.Globalization;
using System.Text.Json;
using MessageRelay.Measure;
using MessageRelay.Memory;
using MessageRelay.Reports;
using MessageRelay.Server;
using MessageRelay.Wire;

namespace MessageRelay.Run;

/// <summary>The process that is measured: one server on one kind of memory.</summary>
internal static class ServerRole
{
    public static async Task RunAsync(ControlLines control, CancellationToken cancellationToken)
    {
        ServerSettings settings = JsonSerializer.Deserialize(await control.NextAsync(), RelayJson.Default.ServerSettings)!;
        using MessageMemory memory = settings.Kind.Create(Frame.HeaderSize + settings.MaxPayload);
        RelayOptions options = new() { MaxPayload = settings.MaxPayload };
        using RelayServer server = new(memory, options, TimeProvider.System, Console.Error.WriteLine);
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task serving = server.RunAsync(stopping.Token);
        await AnswerAsync(control, server, serving);

        await stopping.CancelAsync();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ControlLines.Write(Verbs.Finish, JsonSerializer.Serialize(
            new ServerEnding(memory.CountRented(), memory.GetBuckets()), RelayJson.Default.ServerEnding));
    }

    private static async Task AnswerAsync(ControlLines control, RelayServer server, Task serving)
    {
        using PauseWatch pauses = new();
        ControlLines.Write(Verbs.Ready, server.Port.ToString(CultureInfo.InvariantCulture));
        ServerMeter? meter = null;
        while (true)
        {
            Task<string> next = control.NextAsync().AsTask();
            if (await Task.WhenAny(next, serving) != next)
            {
                await serving;
            }

            switch (await next)
            {
                case Verbs.Mark:
                    meter = new ServerMeter(server, pauses);
                    ControlLines.Write(Verbs.Mark);
                    break;
                case Verbs.Measure when meter is not null:
                    ControlLines.Write(Verbs.Measure, JsonSerializer.Serialize(meter.Read(), RelayJson.Default.ServerSample));
                    break;
                case Verbs.Finish:
                    return;
                case var other:
                    throw new InvalidOperationException($"The server can't follow '{other}' here.");
            }
        }
    }
}
