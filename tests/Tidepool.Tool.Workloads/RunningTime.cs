using System.Globalization;

namespace Tidepool.Tool.Workloads;

/// <summary>How long a workload runs, and how it tells that it does.</summary>
internal static class RunningTime
{
    /// <summary>Runs until whoever started it closes its input, or is gone itself.</summary>
    internal const string UntilInputEnds = "until-input-ends";

    /// <summary>The line that tells that it is at work.</summary>
    internal const string Ready = "ready";

    /// <param name="time">Seconds, or <see cref="UntilInputEnds"/>.</param>
    internal static CancellationTokenSource Of(string time)
    {
        if (time != UntilInputEnds)
        {
            return new CancellationTokenSource(TimeSpan.FromSeconds(double.Parse(time, CultureInfo.InvariantCulture)));
        }

        CancellationTokenSource end = new();
        new Thread(() => CancelAtInputEnd(end)) { IsBackground = true }.Start();
        return end;
    }

    private static void CancelAtInputEnd(CancellationTokenSource end)
    {
        while (Console.In.Read() >= 0)
        {
            // Whatever it says.
        }

        end.Cancel();
    }
}
