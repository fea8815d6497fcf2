namespace Tidepool.Diagnosis;

/// <summary>Failures that no caller can receive: those of a finalizer, where an exception would end the process, and of application code in the middle of a
/// rent.</summary>
internal static class Unattended
{
    /// <summary>Writes to standard error, if that can be written to. Not for a lack of memory: where that matters, the next rent reports it.</summary>
    /// <param name="what">What failed.</param>
    /// <param name="failure">The exception. If it is an interrupt, the thread stays interrupted.</param>
    internal static void Report(string what, Exception failure)
    {
        if (failure is OutOfMemoryException)
        {
            return;
        }

        try
        {
            Console.Error.WriteLine($"Tidepool: {what}: {failure}");
        }
#pragma warning disable CA1031 // A full disk, a closed stream, an exception that can't say what it is, no memory: there is nowhere to report it.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The work goes on regardless.
        }

        if (failure is ThreadInterruptedException)
        {
            Thread.CurrentThread.Interrupt();
        }
    }
}
