using System.Diagnostics;
using System.Runtime.InteropServices;
using Tidepool.Tests;

namespace Tidepool.Integration.Tests.Telemetry;

/// <summary>Tidepool.TestProgram, which is built along with the tests, as a process that uses pools on request.</summary>
internal sealed class RunningProgram : IDisposable
{
    private readonly Process _process;

    private RunningProgram(Process process) => _process = process;

    internal int Id => _process.Id;

    /// <summary>Starts the process, and waits until its pool exists.</summary>
    internal static async Task<RunningProgram> StartAsync(string poolName)
    {
        // The host of the tests' own runtime is three folders above it.
        string host =
            Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        ProcessStartInfo start = new(host, ["exec", Path.Combine(AppContext.BaseDirectory, "Tidepool.TestProgram.dll"), "telemetry", poolName])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };

        // The tests' own environment must not decide.
        start.Environment.Remove("TIDEPOOL_MODE");
        start.Environment.Remove("TIDEPOOL_SAMPLE");
        start.Environment.Remove("TIDEPOOL_REPORT");
        start.Environment.Remove("TIDEPOOL_LEAK_SAMPLING");
        RunningProgram program = new(Process.Start(start)!);
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        Task<string?> ready = program._process.StandardOutput.ReadLineAsync(cancellationToken).AsTask();
        Assert.Equal("pool: ready", await Watchdog.EndOf(ready, "the program's pool exists", cancellationToken));
        return program;
    }

    /// <summary>Lets the program use its pools once.</summary>
    internal async Task GoOnAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Lets the program end by itself.</summary>
    internal async Task EndAsync()
    {
        _process.StandardInput.Close();
        await Watchdog.ExitOf(_process, "the program ends after its input has ended", TestContext.Current.CancellationToken);
        Assert.Equal(0, _process.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
