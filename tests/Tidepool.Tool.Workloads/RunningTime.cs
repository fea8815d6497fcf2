using System.Globalization;

namespace Tidepool.Tool.Workloads;

/// <summary>How long a workload runs, and how it reports that it does.</summary>
internal static class RunningTime
{
    /// <summary>Runs until the process that started the workload closes its input, or ends.</summary>
    internal const string UntilInputEnds = "until-input-ends";

    /// <summary>The line that reports that the workload is at work.</summary>
    internal const string Ready = "ready";

    /// <param name="time">Seconds, or <see cref="UntilInputEnds"/>.</param>
    /// <param name="asked">What to do for each line of input, in the latter case.</param>
    internal static CancellationTokenSource Of(string time, Action asked)
    {
        if (time != UntilInputEnds)
        {
            return new CancellationTokenSource(TimeSpan.FromSeconds(double.Parse(time, CultureInfo.InvariantCulture)));
        }

        CancellationTokenSource end = new();
        new Thread(() => CancelAtInputEnd(end, asked)) { IsBackground = true }.Start();
        return end;
    }

    private static void CancelAtInputEnd(CancellationTokenSource end, Action asked)
    {
        while (Console.In.ReadLine() is not null)
        {
            asked();
        }

        end.Cancel();
    }
}
