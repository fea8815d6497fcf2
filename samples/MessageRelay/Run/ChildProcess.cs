using System.Diagnostics;
using System.Threading.Channels;

namespace MessageRelay.Run;

/// <summary>This program, started again in another role, and the parent's side of the conversation with it.</summary>
/// <remarks>The child ends when its standard input does: when this object is disposed, and also when this process dies for any reason.</remarks>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly string _role;
    private readonly Process _process;
    private readonly Action<long> _onProgress;
    private readonly Action<string> _log;
    private readonly Channel<(string Verb, string Value)> _answers = Channel.CreateUnbounded<(string, string)>();
    private readonly Task _reading;
    private volatile bool _endExpected;

    /// <summary>Starts the child.</summary>
    /// <param name="role">The argument that chooses its role.</param>
    /// <param name="settings">Its settings in JSON, on one line.</param>
    /// <param name="onProgress">Takes its progress.</param>
    /// <param name="log">Takes the lines of its standard error.</param>
    public ChildProcess(string role, string settings, Action<long> onProgress, Action<string> log)
    {
        _role = role;
        _onProgress = onProgress;
        _log = log;
        _process = Process.Start(CreateStartInfo(role)) ?? throw new RelayFailedException($"The process '{role}' could not be started.");
        Tell(settings);
        _reading = Task.WhenAll(ReadAnswersAsync(), ReadLogAsync());
    }

    /// <summary>Fails when the child ends before it was asked to.</summary>
    public Task Failure => _answers.Reader.Completion;

    /// <summary>Sends the child a line.</summary>
    public void Tell(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException exception)
        {
            throw new RelayFailedException($"The process '{_role}' has gone away.", exception);
        }
    }

    /// <summary>Waits for the child to say <paramref name="verb"/>.</summary>
    /// <returns>The value that came with it.</returns>
    /// <exception cref="RelayFailedException">The child ended, or said something else.</exception>
    public async Task<string> ExpectAsync(string verb, CancellationToken cancellationToken)
    {
        if (!await _answers.Reader.WaitToReadAsync(cancellationToken) || !_answers.Reader.TryRead(out (string Verb, string Value) answer))
        {
            throw new RelayFailedException($"The process '{_role}' ended without saying '{verb}'.");
        }

        return answer.Verb == verb
            ? answer.Value
            : throw new RelayFailedException($"The process '{_role}' said '{answer.Verb}' instead of '{verb}'.");
    }

    public async ValueTask DisposeAsync()
    {
        _endExpected = true;
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The child has gone already, leaving one of our lines unread.
        }

        using CancellationTokenSource patience = new(s_patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        await _reading;
        _process.Dispose();
    }

    private static ProcessStartInfo CreateStartInfo(string role)
    {
        string program = Environment.ProcessPath!;
        ProcessStartInfo start = new(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Started as "dotnet MessageRelay.dll", the program is dotnet.
        if (Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        }

        start.ArgumentList.Add(role);
        return start;
    }

    private async Task ReadAnswersAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            string verb = space < 0 ? line : line[..space];
            string value = space < 0 ? "" : line[(space + 1)..];
            if (verb == Verbs.Progress && long.TryParse(value, out long count))
            {
                _onProgress(count);
            }
            else
            {
                _answers.Writer.TryWrite((verb, value));
            }
        }

        await _process.WaitForExitAsync();
        _answers.Writer.TryComplete(_endExpected || _process.ExitCode == 0
            ? null
            : new RelayFailedException($"The process '{_role}' ended unexpectedly with exit code {_process.ExitCode}."));
    }

    private async Task ReadLogAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _log(line);
        }
    }
}
