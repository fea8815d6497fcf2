namespace Tidepool.Diagnosis;

/// <summary>Failures that have nobody to go to: those of a finalizer, where an exception would end the process, and of somebody else's code in the middle of a
/// rent.</summary>
internal static class Unattended
{
    /// <summary>Writes to standard error, as far as that can be written. Nothing of a lack of memory: where it matters, the next rent tells of that.</summary>
    /// <param name="what">What failed.</param>
    /// <param name="failure">What it threw. Where that is an interrupt, the thread stays interrupted.</param>
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
#pragma warning disable CA1031 // A full disk, a closed stream, an exception that can't say what it is, no memory: there is nowhere to tell of it.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The work goes on all the same.
        }

        if (failure is ThreadInterruptedException)
        {
            Thread.CurrentThread.Interrupt();
        }
    }
}
