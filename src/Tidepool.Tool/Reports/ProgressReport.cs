using System.Globalization;
using Spectre.Console;

namespace Tidepool.Tool.Reports;

/// <summary>Shows progress: a bar on a terminal, a line otherwise.</summary>
internal sealed class ProgressReport(IAnsiConsole console, TimeProvider time)
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(200);

    internal void Tell(string sentence) => console.Write(new Text(sentence + "\n", new Style(Color.Grey)));

    /// <summary>Runs work that takes about the given time, and shows its progress.</summary>
    internal async Task<T> WhileAsync<T>(string what, TimeSpan length, Func<Task<T>> work)
    {
        string title = string.Create(CultureInfo.InvariantCulture, $"{what}, {length.TotalSeconds:0} s …");
        if (!console.Profile.Capabilities.Interactive)
        {
            Tell(title);
            return await work();
        }

        return await console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
            .StartAsync(async context =>
            {
                ProgressTask bar = context.AddTask(Markup.Escape(title), maxValue: length.TotalSeconds);
                long begin = time.GetTimestamp();
                Task<T> working = work();
                while (await Task.WhenAny(working, Task.Delay(s_step, time)) != working)
                {
                    bar.Value = time.GetElapsedTime(begin).TotalSeconds;
                }

                return await working;
            });
    }
}
