using System.Globalization;
using MessageRelay.Memory;
using MessageRelay.Run;
using Spectre.Console;

namespace MessageRelay.Reports;

/// <summary>Shows how far a run has come: a live bar on a terminal, a line per finished round elsewhere.</summary>
internal sealed class ProgressDisplay(IAnsiConsole console, RelaySettings settings, bool live)
{
    // Keeps the lines of two processes from getting mixed up.
    private readonly Lock _gate = new();

    /// <summary>Runs <paramref name="run"/>, passing it callbacks for progress and log lines.</summary>
    public async Task<RelayReport> ShowAsync(Func<Action<RoundProgress>, Action<string>, Task<RelayReport>> run)
    {
        int parts = settings.Rounds * settings.Kinds.Count;
        double seconds = parts * (settings.WarmUp + settings.Duration).TotalSeconds;
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{settings.Rounds} rounds of {settings.Kinds.Count} kinds of memory, {settings.Connections} clients; about {seconds * 1.08:0} s."));

        if (!live)
        {
            return await run(WriteLine, Log);
        }

        return await console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
            .StartAsync(context =>
            {
                ProgressTask task = context.AddTask("starting", maxValue: parts);
                return run(progress => Update(task, progress), Log);
            });
    }

    private void Log(string line)
    {
        lock (_gate)
        {
            console.WriteLine(line);
        }
    }

    private void WriteLine(RoundProgress progress)
    {
        if (progress.Result is { } result)
        {
            Log(string.Create(
                CultureInfo.InvariantCulture,
                $"round {progress.Round}/{settings.Rounds}  {progress.Kind.DisplayName(),-16}  {progress.MessagesPerSecond,7:N0} messages/s  "
                    + $"{result.Clients.Received,9:N0} checked"));
        }
    }

    private void Update(ProgressTask task, RoundProgress progress)
    {
        int finished = (int)task.Value;
        task.Value = progress.Result is null ? finished + Math.Min(progress.Fraction, 0.999) : finished + 1;
        task.Description = Markup.Escape(string.Create(
            CultureInfo.InvariantCulture,
            $"round {progress.Round}/{settings.Rounds}  {progress.Kind.DisplayName(),-16}  {progress.MessagesPerSecond,7:N0} messages/s"));
        WriteLine(progress);
    }
}
