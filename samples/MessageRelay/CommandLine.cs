using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MessageRelay.Load;
using MessageRelay.Memory;
using MessageRelay.Reports;
using MessageRelay.Run;

namespace MessageRelay;

/// <summary>The options, their checks, and what to do with them.</summary>
internal static class CommandLine
{
    private static readonly RelaySettings s_defaults = new();

    private static readonly Option<double> s_duration = Number(
        "--duration", "measured seconds of each round, 0.5–3600", s_defaults.Duration.TotalSeconds, 0.5, 3600);

    private static readonly Option<double> s_warmUp = Number(
        "--warm-up", "seconds of each round before it is measured, 0–600", s_defaults.WarmUp.TotalSeconds, 0, 600);

    private static readonly Option<int> s_rounds = Count("--rounds", "rounds for each kind of memory", s_defaults.Rounds, 1, 1000);

    private static readonly Option<int> s_connections = Count("--connections", "connected clients", s_defaults.Connections, 2, 1000);

    private static readonly Option<int> s_window = Count("--window", "messages of one client under way", s_defaults.Window, 1, 1000);

    private static readonly Option<MessageMix> s_mix = new("--mix")
    {
        Description = "sizes of messages as weight:min-max,…; log-uniform within each class",
        DefaultValueFactory = _ => MessageMix.Parse(MessageMix.Broker),
        CustomParser = ParseMix,
        HelpName = "weight:min-max,…",
    };

    private static readonly Option<int> s_maxMessage = new("--max-message")
    {
        Description = "longest message that the server accepts, 1 to 256m",
        DefaultValueFactory = _ => s_defaults.MaxMessage,
        CustomParser = ParseMaxMessage,
        HelpName = "bytes, k or m",
    };

    // Has no default value of its own: the help would show it in another spelling.
    private static readonly Option<IReadOnlyList<MemoryKind>?> s_kinds = new("--kinds")
    {
        Description = $"kinds of memory to compare, from {KindNames} (default all but {MemoryKind.Control.OptionName()}, a stack with no checks)",
        CustomParser = ParseKinds,
        HelpName = "kind,…",
    };

    private static readonly Option<ulong> s_seed = new("--seed")
    {
        Description = "chooses messages and recipients",
        DefaultValueFactory = _ => s_defaults.Seed,
    };

    private static readonly Option<string?> s_json =
        new("--json") { Description = "also write the report as JSON to this file; - for standard output", HelpName = "file" };

    private static readonly Option<string> s_html = new("--html")
    {
        Description = "where to write the report with plots",
        DefaultValueFactory = _ => HtmlReport.DefaultPath,
        HelpName = "file",
    };

    private static string KindNames => string.Join(", ", MemoryKinds.All.Select(kind => kind.OptionName()));

    public static async Task<int> InvokeAsync(string[] args)
    {
        RootCommand command = new("A TCP message relay, run on several kinds of buffer memory in turn: new byte[], ArrayPool.Shared, Tidepool.");
        Option[] options = [s_duration, s_warmUp, s_rounds, s_connections, s_window, s_mix, s_maxMessage, s_kinds, s_seed, s_json, s_html];
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }

        command.SetAction((result, cancellationToken) => RunAsync(result, cancellationToken));
        using Interruption interruption = new();
        int exitCode = await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, interruption.Token);
        return interruption.ExitCode ?? exitCode;
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        RelaySettings settings = ReadSettings(result);
        int largest = result.GetValue(s_mix)!.MaxSize;
        if (largest > settings.MaxMessage)
        {
            await Console.Error.WriteLineAsync(
                $"--mix sends messages of up to {largest} bytes, and --max-message allows {settings.MaxMessage}: raise the limit, "
                    + "or choose a mix that keeps to it.");
            return RelayCommand.Failed;
        }

        try
        {
            return await RelayCommand.RunAsync(settings, result.GetValue(s_html)!, result.GetValue(s_json), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Interrupted: all processes have ended, and nothing was written.");
            return RelayCommand.Failed;
        }
    }

    private static RelaySettings ReadSettings(ParseResult result) => new()
    {
        Duration = TimeSpan.FromSeconds(result.GetValue(s_duration)),
        WarmUp = TimeSpan.FromSeconds(result.GetValue(s_warmUp)),
        Rounds = result.GetValue(s_rounds),
        Connections = result.GetValue(s_connections),
        Window = result.GetValue(s_window),
        Mix = result.GetValue(s_mix)!.Text,
        MaxMessage = result.GetValue(s_maxMessage),
        Kinds = result.GetValue(s_kinds) ?? MemoryKinds.Default,
        Seed = result.GetValue(s_seed),
    };

    private static Option<double> Number(string name, string description, double value, double min, double max)
    {
        Option<double> option = new(name) { Description = description, DefaultValueFactory = _ => value, HelpName = "seconds" };
        option.CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !(number >= min && number <= max))
            {
                result.AddError($"{name} must be a number from {min} to {max}, and is '{text}'.");
            }

            return number;
        };
        return option;
    }

    private static Option<int> Count(string name, string description, int value, int min, int max)
    {
        Option<int> option = new(name) { Description = $"{description}, {min}–{max}", DefaultValueFactory = _ => value, HelpName = "number" };
        option.CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) || number < min || number > max)
            {
                result.AddError($"{name} must be a whole number from {min} to {max}, and is '{text}'.");
            }

            return number;
        };
        return option;
    }

    private static MessageMix? ParseMix(ArgumentResult result)
    {
        if (!MessageMix.TryParse(result.Tokens[0].Value, out MessageMix? mix, out string? error))
        {
            result.AddError($"--mix: {error}");
        }

        return mix;
    }

    private static int ParseMaxMessage(ArgumentResult result)
    {
        const int Limit = 256 * 1024 * 1024;
        string text = result.Tokens[0].Value;
        if (!ByteSize.TryParse(text, out int bytes) || bytes < 1 || bytes > Limit)
        {
            result.AddError($"--max-message must be a size from 1 to 256m, such as 512k, and is '{text}'.");
        }

        return bytes;
    }

    private static List<MemoryKind>? ParseKinds(ArgumentResult result)
    {
        List<MemoryKind> kinds = [];
        foreach (string name in result.Tokens[0].Value.Split(','))
        {
            MemoryKind[] matches = [.. MemoryKinds.All.Where(kind => kind.OptionName().Equals(name, StringComparison.OrdinalIgnoreCase))];
            if (matches.Length == 0)
            {
                result.AddError($"--kinds: '{name}' is none of {KindNames}.");
                return null;
            }

            if (kinds.Contains(matches[0]))
            {
                result.AddError($"--kinds: '{name}' is named twice.");
                return null;
            }

            kinds.Add(matches[0]);
        }

        return kinds;
    }
}
