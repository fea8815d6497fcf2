using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace WebUpload.Compare;

/// <summary>The command <c>compare</c>: its options and exit codes.</summary>
internal static class CompareCommand
{
    private const int Success = 0;

    /// <summary>The options are wrong, or a server failed.</summary>
    private const int Failed = 1;

    /// <summary>A file came back changed.</summary>
    private const int WrongBytes = 2;

    private static readonly Option<double> s_seconds = Number<double>("--seconds", "how long to load the servers, all in all", 60, 0.5, 36_000);

    private static readonly Option<int> s_rounds = Number("--rounds", "turns of each kind of memory", 3, 1, 100);

    private static readonly Option<int> s_connections = Number("--connections", "clients at work at once", 8, 1, 256);

    private static readonly Option<int> s_seed = Number("--seed", "chooses sizes and contents", 1, 0, int.MaxValue);

    internal static async Task<int> InvokeAsync(string[] args)
    {
        RootCommand command = new(
            "Runs the service on ArrayPool.Shared, RecyclableMemoryStream and Tidepool in turn, under a heap limit, and compares the costs.")
        {
            s_seconds, s_rounds, s_connections, s_seed,
        };
        command.SetAction((options, cancellationToken) => RunAsync(
            new CompareSettings(options.GetValue(s_seconds), options.GetValue(s_rounds), options.GetValue(s_connections), options.GetValue(s_seed)),
            cancellationToken));
        return await command.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(CompareSettings settings, CancellationToken cancellationToken)
    {
        IAnsiConsole console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
        {
            // A file has no width; the one assumed for it would fold the table.
            console.Profile.Width = 1000;
        }

        try
        {
            IReadOnlyList<TurnResult> results = await Comparison.RunAsync(settings, console, cancellationToken);
            CompareTable.Write(console, settings, results);
            long wrong = results.Sum(static result => result.WrongFiles);
            if (wrong > 0)
            {
                await Console.Error.WriteLineAsync($"{wrong} files came back changed. The figures are worth nothing.");
                return WrongBytes;
            }

            return Success;
        }
        catch (CompareFailedException exception)
        {
            await Console.Error.WriteLineAsync($"The comparison failed: {exception.Message}");
            return Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Interrupted.");
            return Failed;
        }
    }

    private static Option<T> Number<T>(string name, string description, T value, T min, T max)
        where T : struct, IParsable<T>, IComparable<T>
    {
        Option<T> option = new(name)
        {
            Description = string.Create(CultureInfo.InvariantCulture, $"{description}, {min}–{max}"),
            DefaultValueFactory = _ => value,
            HelpName = "number",
        };
        option.CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!T.TryParse(text, CultureInfo.InvariantCulture, out T number) || !(number.CompareTo(min) >= 0 && number.CompareTo(max) <= 0))
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} must be a number from {min} to {max}, and is '{text}'."));
            }

            return number;
        };
        return option;
    }
}
