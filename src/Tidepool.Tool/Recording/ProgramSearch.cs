using System.ComponentModel;
using System.Diagnostics;

namespace Tidepool.Tool.Recording;

/// <summary>Finds the program to examine: a process itself, or a .NET program that it started, as a shell or a script does.</summary>
internal static class ProgramSearch
{
    private const int PortPatienceSeconds = 30;
    private const int ChildPatienceSeconds = 5;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    /// <summary>How long several programs are watched before the busiest is chosen.</summary>
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(2);

    /// <summary>Waits until there is a program that can be examined.</summary>
    /// <param name="process">The process itself.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="prefersChild">Whether to look for a program that it started even if it can be examined itself. If it starts none, it is examined
    /// after all.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The id of the program; null if the process ended before there was one.</returns>
    /// <exception cref="ToolException">There is no such program in time.</exception>
    internal static async Task<int?> FindAsync(Process process, string name, bool prefersChild, TimeProvider time, CancellationToken cancellationToken)
    {
        int id = process.Id;
        long begin = time.GetTimestamp();
        while (true)
        {
            bool hasPort = DiagnosticPorts.Has(id);
            if (hasPort && !prefersChild)
            {
                return id;
            }

            if (ChildProcesses.DotnetOf(id) is [int first, ..] found)
            {
                // Only what each uses from now on counts: one that has built the program used more before.
                Dictionary<int, TimeSpan> used = found.ToDictionary(static child => child, ProcessorTimeOf);
                await Task.Delay(s_settling, time, cancellationToken);
                return ChildProcesses.DotnetOf(id).DefaultIfEmpty(first).MaxBy(child => ProcessorTimeOf(child) - used.GetValueOrDefault(child));
            }

            if (process.HasExited)
            {
                return null;
            }

            double seconds = time.GetElapsedTime(begin).TotalSeconds;
            if (hasPort && seconds > ChildPatienceSeconds)
            {
                return id;
            }

            if (seconds > PortPatienceSeconds)
            {
                throw new ToolException($"{name} has opened no diagnostics port within {PortPatienceSeconds} s"
                    + $"{(ChildProcesses.AreShown ? ", and has started no .NET program that did" : "")}: it isn't a .NET program, or one of "
                    + $"{string.Join(", ", MissingPort.Switches)} is 0. Start the .NET program yourself, find its id with `tidepool ps`, and give that with "
                    + "--process-id.");
            }

            await Task.Delay(s_look, time, cancellationToken);
        }
    }

    private static TimeSpan ProcessorTimeOf(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return process.TotalProcessorTime;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return TimeSpan.Zero;
        }
    }
}
