using System.Diagnostics;

namespace Tidepool.Tool.Tests;

/// <summary>A workload that runs, and is ended with the test.</summary>
internal sealed class WorkloadProcess : IDisposable
{
    private readonly Process _process;

    private WorkloadProcess(Process process) => _process = process;

    internal int Id => _process.Id;

    /// <summary>Starts it, and waits until it can be examined.</summary>
    internal static async Task<WorkloadProcess> StartAsync(string workload, int seconds = 60, string? variable = null)
    {
        ProcessStartInfo start = new(ToolRun.DotnetHost, ["exec", ToolRun.WorkloadProgram, workload, $"{seconds}"]);
        if (variable is not null)
        {
            // Then nothing ever tells that it could be examined.
            start.Environment[variable] = "0";
            return new WorkloadProcess(Process.Start(start)!);
        }

        WorkloadProcess program = new(Process.Start(start)!);
        while (!(await ToolRun.OfAsync("ps")).Output.Contains($" {program.Id} ", StringComparison.Ordinal))
        {
            Assert.False(program._process.HasExited, "The workload ended before it could be examined.");
        }

        return program;
    }

    /// <summary>Sends a signal by its name.</summary>
    internal void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
