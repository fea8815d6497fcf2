using System.Threading.Channels;

namespace MessageRelay.Run;

/// <summary>
/// A child process's side of the conversation with its parent: lines of a verb and, for some, a value in JSON.
/// </summary>
/// <remarks>
/// Standard input is read by a thread of its own, because reading it blocks, and one blocked pool thread is half of a two-core machine's pool.
/// When standard input ends, the parent is gone, for whatever reason; <see cref="ParentGone"/> then ends the child.
/// </remarks>
internal sealed class ControlLines : IDisposable
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _parentGone = new();
    private readonly Thread _reader;

    /// <summary>Guards the end: the input may end just as the child, being done, disposes this object.</summary>
    private readonly Lock _gate = new();
    private bool _isDisposed;

    public ControlLines()
        : this(Console.In)
    {
    }

    /// <param name="input">Where the parent's lines come from.</param>
    internal ControlLines(TextReader input)
    {
        ParentGone = _parentGone.Token;
        _reader = new Thread(() => Read(input)) { IsBackground = true, Name = "control lines" };
        _reader.Start();
    }

    public CancellationToken ParentGone { get; }

    /// <summary>Writes a line to the parent.</summary>
    public static void Write(string verb, string json = "")
    {
        Console.Out.WriteLine($"{verb} {json}");
        Console.Out.Flush();
    }

    /// <summary>The next line of the parent.</summary>
    /// <exception cref="OperationCanceledException">The parent is gone.</exception>
    public ValueTask<string> NextAsync() => _lines.Reader.ReadAsync(ParentGone);

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _parentGone.Dispose();
        }
    }

    /// <summary>Waits until the input has ended and its end has been handled.</summary>
    internal void WaitForEndOfInput() => _reader.Join();

    private void Read(TextReader input)
    {
        while (input.ReadLine() is { } line)
        {
            _lines.Writer.TryWrite(line);
        }

        lock (_gate)
        {
            if (!_isDisposed)
            {
                _parentGone.Cancel();
            }
        }
    }
}
