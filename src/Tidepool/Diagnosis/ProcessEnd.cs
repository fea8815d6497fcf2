namespace Tidepool.Diagnosis;

/// <summary>Work for the end of the process, or for the unloading of this library's assembly load context if that comes first.</summary>
internal static class ProcessEnd
{
    private static readonly Lock s_gate = new();

    private static Action? s_work;
    private static bool s_isOver;

    /// <summary>Adds work. It is done once, on whatever thread ends the process; what is added later isn't done any more.</summary>
    internal static void Add(Action work)
    {
        using (s_gate.Hold())
        {
            if (s_isOver)
            {
                return;
            }

            if (s_work is null)
            {
                AppDomain.CurrentDomain.ProcessExit += OnExit;
            }

            s_work += work;
        }
    }

    /// <summary>Does the work now. The process refers to nothing here afterwards, so the assembly can be unloaded.</summary>
    internal static void Run()
    {
        Action? work;
        using (s_gate.Hold())
        {
            s_isOver = true;
            (work, s_work) = (s_work, null);
            AppDomain.CurrentDomain.ProcessExit -= OnExit;
        }

        foreach (Action part in Delegate.EnumerateInvocationList(work))
        {
            try
            {
                part();
            }
#pragma warning disable CA1031 // Neither the end of the process nor the host that unloads the assembly must fail because of a report.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Unattended.Report("reporting at the end of the process failed", failure);
            }
        }
    }

    private static void OnExit(object? sender, EventArgs e) => Run();
}
