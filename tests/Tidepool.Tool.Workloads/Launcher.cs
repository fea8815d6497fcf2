using System.Diagnostics;

namespace Tidepool.Tool.Workloads;

/// <summary>Does no work itself, but starts another process for it.</summary>
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
