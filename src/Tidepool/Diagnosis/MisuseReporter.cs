using System.Runtime.ExceptionServices;

namespace Tidepool.Diagnosis;

/// <summary>Where reports of misuse go: to the process's file, if it has one, and to the pool's callback; or, where there is neither and no caller is at fault,
/// to standard error.</summary>
internal sealed class MisuseReporter(Action<MisuseReport>? onMisuse, ReportFile? file = null)
{
    /// <summary>Whether anybody listens.</summary>
    internal bool IsHeard => onMisuse is not null || file is not null || PoolEvents.Log?.IsEnabled() == true;

    /// <summary>Begins an operation whose findings are reported when it ends: see <see cref="Report(List{MisuseReport})"/>.</summary>
    internal Findings Collect() => new(this, isUnattended: false);

    /// <summary>The same where no caller could get what the callback throws: see <see cref="ReportUnattended(List{MisuseReport})"/>.</summary>
    internal Findings CollectUnattended() => new(this, isUnattended: true);

    /// <summary>Delivers a report. What the callback throws comes out.</summary>
    internal void Report(MisuseReport report)
    {
        PoolEvents.Log?.Misuse(report);
        file?.Append(report.ToString());
        if (onMisuse is not null)
        {
            onMisuse(report);
        }
        else if (file is null && !report.IsThrown && !report.MayBeNoMistake)
        {
            WriteError(report);
        }
    }

    /// <summary>Delivers what an operation found, once it has done its work: all of it, even where the callback throws.</summary>
    /// <param name="found">Null when nothing was found.</param>
    /// <exception cref="Exception">The first one that the callback threw.</exception>
    internal void Report(List<MisuseReport>? found)
    {
        if (found is null)
        {
            return;
        }

        ExceptionDispatchInfo? first = null;
        foreach (MisuseReport report in found)
        {
            try
            {
                Report(report);
            }
#pragma warning disable CA1031 // Whatever the callback throws comes out below, after all reports have been told.
            catch (Exception error)
#pragma warning restore CA1031
            {
                first ??= ExceptionDispatchInfo.Capture(error);
            }
        }

        first?.Throw();
    }

    /// <summary>The same as <see cref="Report(List{MisuseReport})"/> on a thread of the runtime, where an exception of the callback would end the process:
    /// it is written to standard error, with the report.</summary>
    internal void ReportUnattended(List<MisuseReport>? found)
    {
        if (found is null)
        {
            return;
        }

        foreach (MisuseReport report in found)
        {
            ReportUnattended(report);
        }
    }

    /// <inheritdoc cref="ReportUnattended(List{MisuseReport})"/>
    internal void ReportUnattended(MisuseReport report)
    {
        try
        {
            Report(report);
        }
#pragma warning disable CA1031 // Whatever a callback throws has nobody to go to here.
        catch (Exception error)
#pragma warning restore CA1031
        {
            WriteError(report, error);
        }
    }

    /// <summary>Writes to standard error, as far as that can be written: this may be the finalizer's thread,
    /// where an exception would end the process.</summary>
    /// <param name="report">What nobody else hears of.</param>
    /// <param name="failure">What the callback threw when it was told.</param>
    private static void WriteError(MisuseReport report, Exception? failure = null)
    {
        try
        {
            Console.Error.WriteLine(failure is null ? report.ToString()
                : $"{report}\n  {nameof(BytePoolOptions)}.{nameof(BytePoolOptions.OnMisuse)} failed when it was told: {failure}");
        }
#pragma warning disable CA1031 // A full disk, a closed stream, an exception that can't say what it is: there is nowhere to tell of it.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The report has gone to the event source all the same.
        }
    }
}
