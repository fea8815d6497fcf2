using System.Diagnostics;

namespace Tidepool.Tool.Workloads;

/// <summary>Does nothing itself, but has another process do the work.</summary>
internal static class Launcher
{
    internal const string Name = "launcher";

    private const string Work = "bytes";

    internal static async Task<int> RunAsync(string time)
    {
        using Process worker = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["exec", typeof(Launcher).Assembly.Location, Work, time]))!;
        await worker.WaitForExitAsync();
        return worker.ExitCode;
    }
}
