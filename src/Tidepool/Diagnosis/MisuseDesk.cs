namespace Tidepool.Diagnosis;

/// <summary>Where reports of misuse go: to the pool's callback, or, where there is none and no caller is at fault, to standard error.</summary>
internal sealed class MisuseDesk(Action<MisuseReport>? onMisuse)
{
    /// <summary>Whether anybody listens.</summary>
    internal bool IsHeard => onMisuse is not null || PoolEvents.Log.IsEnabled();

    /// <summary>Delivers a report to the callback only: of something that a caller is just told by an exception, or that may be no mistake.</summary>
    internal void Note(MisuseReport report)
    {
        PoolEvents.Log.Misuse(report);
        onMisuse?.Invoke(report);
    }

    /// <summary>Delivers a report of something that nobody else is told.</summary>
    internal void Tell(MisuseReport report)
    {
        PoolEvents.Log.Misuse(report);
        if (onMisuse is not null)
        {
            onMisuse(report);
        }
        else
        {
            Console.Error.WriteLine(report);
        }
    }

    /// <summary>Delivers a report to the callback only, on the finalizer thread.</summary>
    internal void NoteFromFinalizer(MisuseReport report)
    {
        if (onMisuse is not null)
        {
            TellFromFinalizer(report);
        }
        else
        {
            PoolEvents.Log.Misuse(report);
        }
    }

    /// <summary>The same as <see cref="Tell"/> where an exception of the callback would end the process: it is written to standard error, with the report.</summary>
    internal void TellFromFinalizer(MisuseReport report)
    {
        try
        {
            Tell(report);
        }
#pragma warning disable CA1031 // Whatever a callback throws has nobody to go to here.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine($"{report}\n  {nameof(BytePoolOptions)}.{nameof(BytePoolOptions.OnMisuse)} failed when it was told: {error}");
        }
    }
}
