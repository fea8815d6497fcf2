using System.Diagnostics;
using System.Globalization;
using Tidepool.Tests;
using Xunit;

namespace MessageRelay.Tests;

/// <summary>The real executable, as a user starts it.</summary>
internal sealed class RelayProgram : IAsyncDisposable
{
    /// <summary>What the process does with a signal is changed by one test at a time.</summary>
    private static readonly Lock s_starting = new();

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    /// <summary>The processes that it was seen to start.</summary>
    private readonly HashSet<int> _children = [];

    public RelayProgram(params string[] args)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "MessageRelay"), args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        lock (s_starting)
        {
            using DefaultInterrupt interrupt = new();
            _process = Process.Start(start)!;
        }

        _output = _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        _error = _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for the end.</summary>
    public async Task<(int ExitCode, string Output, string Error)> WaitAsync()
    {
        await Watchdog.ExitOf(_process, "the relay ends", TestContext.Current.CancellationToken);
        return (_process.ExitCode, await _output, await _error);
    }

    /// <summary>Waits until the processes of a round are running, and remembers them.</summary>
    /// <returns>Their ids: the server's and the clients'.</returns>
    public async Task<IReadOnlyCollection<int>> WaitForChildrenAsync()
    {
        // Another process's children give no signal, so they have to be polled.
        await Watchdog.UntilAsync("the relay has started its two processes", FindChildrenAsync, TestContext.Current.CancellationToken);
        return _children;

        async Task<bool> FindChildrenAsync()
        {
            Assert.False(_process.HasExited, "The program ended before it had started its processes.");
            foreach (string thread in Directory.GetDirectories($"/proc/{_process.Id}/task"))
            {
                foreach (string id in (await ReadIfThereAsync(Path.Combine(thread, "children"))).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    _children.Add(int.Parse(id, CultureInfo.InvariantCulture));
                }
            }

            return _children.Count >= 2;
        }
    }

    /// <summary>Waits until a process has ended, whether or not its parent has fetched its exit code.</summary>
    public static async Task WaitUntilGoneAsync(int id)
    {
        await Watchdog.UntilAsync($"process {id} of the relay has ended", IsGoneAsync, TestContext.Current.CancellationToken);

        async Task<bool> IsGoneAsync()
        {
            // The state follows the name, which is in parentheses; Z is a process that has ended.
            string stat = await ReadIfThereAsync($"/proc/{id}/stat");
            return stat.Length == 0 || stat[stat.LastIndexOf(')')..].StartsWith(") Z", StringComparison.Ordinal);
        }
    }

    /// <summary>Sends a signal, as a terminal or a service manager does.</summary>
    public async Task SignalAsync(string name)
    {
        using Process kill = Process.Start("kill", ["-s", name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await Watchdog.ExitOf(kill, "kill ends", TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static async Task<string> ReadIfThereAsync(string path)
    {
        try
        {
            return await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // Gone between listing and reading; for a process that ended during the read the system reports an I/O error.
            return "";
        }
    }
}
