using System.Diagnostics;
using Tidepool.Tool.Recording;
using Tidepool.Tool.Workloads;

namespace Tidepool.Tool.Tests;

/// <summary>A workload that runs until the test ends it.</summary>
internal sealed class WorkloadProcess : IDisposable
{
    private readonly Process _process;

    private WorkloadProcess(Process process) => _process = process;

    internal int Id => _process.Id;

    /// <summary>Starts a workload, and waits until it is at work.</summary>
    /// <param name="workload">Name of the workload.</param>
    /// <param name="switchedOff">An environment variable to set to 0.</param>
    /// <param name="environment">Other environment variables.</param>
    internal static async Task<WorkloadProcess> StartAsync(string workload, string? switchedOff = null, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(ToolRun.DotnetHost, ["exec", ToolRun.WorkloadProgram, workload, RunningTime.UntilInputEnds])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };

        // The same budget for young collections on any machine.
        start.Environment["DOTNET_GCgen0size"] = "100000";
        start.Environment["DOTNET_GCgen0MaxBudget"] = "100000";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        if (switchedOff is not null)
        {
            start.Environment[switchedOff] = "0";
        }

        WorkloadProcess program = new(Process.Start(start)!);
        Assert.Equal(RunningTime.Ready, await program._process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        return program;
    }

    /// <summary>Waits until a process can be examined.</summary>
    internal static async Task HasPortAsync(int id)
    {
        long begin = Stopwatch.GetTimestamp();
        while (!DiagnosticPorts.Has(id))
        {
            Assert.True(Stopwatch.GetElapsedTime(begin).TotalSeconds < 30, $"Process {id} has opened no diagnostics port in 30 s.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Asks the workload for its progress.</summary>
    internal async Task<Progress> ProgressAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        return Progress.Parse((await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
    }

    /// <summary>Lets the workload end by itself.</summary>
    internal void End() => _process.StandardInput.Close();

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
