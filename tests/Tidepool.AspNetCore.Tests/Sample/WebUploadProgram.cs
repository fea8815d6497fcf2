using System.Diagnostics;
using System.Globalization;
using Tidepool.Tests;

namespace Tidepool.AspNetCore.Tests.Sample;

/// <summary>The sample's real executable, as a user starts it, on a free port.</summary>
internal sealed class WebUploadProgram : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;

    /// <summary>Its standard error; read all the time, so that a full pipe doesn't stop it.</summary>
    private readonly Task<string> _error;

    /// <summary>The rest of its standard output.</summary>
    private Task<string> _rest = Task.FromResult("");

    private WebUploadProgram(string[] arguments)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "WebUpload"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            // Its settings are beside the executable, so the working directory must not matter.
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        _process = Process.Start(start)!;
        _error = _process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Sends requests to it.</summary>
    internal HttpClient Client { get; } = new();

    /// <summary>Starts it and waits until it listens.</summary>
    internal static async Task<WebUploadProgram> StartAsync(params string[] settings)
    {
        WebUploadProgram program = new(ServerArguments(settings));
        while (await Watchdog.EndOf(program._process.StandardOutput.ReadLineAsync(Token).AsTask(), "the sample listens, or ends", Token) is { } line)
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var position)
            {
                program.Client.BaseAddress = new Uri(line[(position + Listening.Length)..]);
                program._rest = program._process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return program;
            }
        }

        string error = await program._error;
        await program.DisposeAsync();
        throw new InvalidOperationException($"The sample ended before it listened: {error}");
    }

    /// <summary>Runs a server that ends by itself.</summary>
    /// <returns>Its exit code and all its output.</returns>
    internal static Task<(int ExitCode, string Output)> RunAsync(params string[] settings) => RunCommandAsync(ServerArguments(settings));

    /// <summary>Runs the program to its end.</summary>
    /// <returns>Its exit code and all its output.</returns>
    internal static async Task<(int ExitCode, string Output)> RunCommandAsync(params string[] arguments)
    {
        await using WebUploadProgram program = new(arguments);
        Task<string> output = program._process.StandardOutput.ReadToEndAsync(Token);
        await Watchdog.ExitOf(program._process, "the sample ends by itself", Token);
        return (program._process.ExitCode, await output + await program._error);
    }

    /// <summary>Terminates it as a service manager does.</summary>
    /// <returns>Its output since it began to listen.</returns>
    internal async Task<string> TerminateAsync()
    {
        using Process kill = Process.Start("kill", ["-s", "TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await Watchdog.ExitOf(kill, "kill ends", Token);
        await Watchdog.ExitOf(_process, "the sample ends, which was told to terminate", Token);
        return await _rest + await _error;
    }

    private static string[] ServerArguments(string[] settings) =>
        ["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information", .. settings];

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        await _rest;
        await _error;
        _process.Dispose();
    }
}
