using System.Runtime.ExceptionServices;

namespace Tidepool.Diagnosis;

/// <summary>Delivers reports of misuse: to the report file of the process, if it has one, and to the pool's callback. If there is neither, and no caller gets
/// an exception, to standard error.</summary>
internal sealed class MisuseReporter(Action<MisuseReport>? onMisuse, ReportFile? file = null)
{
    private volatile Action<MisuseReport>? _onMisuse = onMisuse;

    /// <summary>The pool's callback. Null if it has none, or if that has been unloaded.</summary>
    internal Action<MisuseReport>? OnMisuse => _onMisuse;

    /// <summary>Whether anyone listens.</summary>
    internal bool IsHeard => _onMisuse is not null || file is not null || PoolEvents.Log?.IsEnabled() == true;

    /// <summary>Lets go of the callback, which is being unloaded.</summary>
    internal void ForgetCallback() => _onMisuse = null;

    /// <summary>Begins an operation whose findings are reported when it ends: see <see cref="Report(List{MisuseReport})"/>.</summary>
    internal Findings Collect() => new(this, isUnattended: false);

    /// <summary>Like <see cref="Collect"/>, where an exception of the callback would reach no caller:
    /// see <see cref="ReportUnattended(List{MisuseReport})"/>.</summary>
    internal Findings CollectUnattended() => new(this, isUnattended: true);

    /// <summary>Delivers a report. An exception of the callback propagates.</summary>
    internal void Report(MisuseReport report)
    {
        PoolEvents.Log?.Misuse(report);
        file?.Append(report.ToString());
        if (_onMisuse is { } callback)
        {
            callback(report);
        }
        else if (file is null && !report.IsThrown && !report.MayBeNoMistake)
        {
            WriteError(report);
        }
    }

    /// <summary>Delivers the findings of an operation that has done its work: all of them, even if the callback throws.</summary>
    /// <param name="found">Null if nothing was found.</param>
    /// <exception cref="Exception">The first exception that the callback threw.</exception>
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
#pragma warning disable CA1031 // Whatever the callback throws is rethrown below, after all reports have been delivered.
            catch (Exception error)
#pragma warning restore CA1031
            {
                first ??= ExceptionDispatchInfo.Capture(error);
            }
        }

        first?.Throw();
    }

    /// <summary>Like <see cref="Report(List{MisuseReport})"/>, but for a thread of the runtime, where an exception of the callback would end the process:
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
#pragma warning disable CA1031 // No caller could receive what the callback throws.
        catch (Exception error)
#pragma warning restore CA1031
        {
            WriteError(report, error);
        }
    }

    /// <summary>Writes to standard error, if that can be written to. Never throws: this may be the finalizer thread,
    /// where an exception would end the process.</summary>
    /// <param name="report">The report.</param>
    /// <param name="failure">The exception of the callback that should have received it.</param>
    internal static void WriteError(MisuseReport report, Exception? failure = null)
    {
        try
        {
            ErrorLog.Shared.Write(report, failure);
        }
#pragma warning disable CA1031 // No memory, an exception that can't say what it is: there is nowhere to report it.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The report has still gone to the event source.
        }
    }
}
