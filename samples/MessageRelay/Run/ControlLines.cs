using System.Threading.Channels;

namespace MessageRelay.Run;

/// <summary>
/// A child process's side of the conversation with its parent: lines of a verb and, for some, a value in JSON.
/// </summary>
/// <remarks>
/// Standard input is read by a thread of its own, because reading it blocks, and a blocked pool thread is half of a two-core machine's pool.
/// When it ends, the parent is gone, however it went; <see cref="ParentGone"/> then ends the child.
/// </remarks>
internal sealed class ControlLines : IDisposable
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _parentGone = new();

    public ControlLines() => new Thread(Read) { IsBackground = true, Name = "control lines" }.Start();

    public CancellationToken ParentGone => _parentGone.Token;

    /// <summary>Writes a line to the parent.</summary>
    public static void Write(string verb, string json = "")
    {
        Console.Out.WriteLine($"{verb} {json}");
        Console.Out.Flush();
    }

    /// <summary>The next line of the parent.</summary>
    /// <exception cref="OperationCanceledException">The parent is gone.</exception>
    public ValueTask<string> NextAsync() => _lines.Reader.ReadAsync(ParentGone);

    public void Dispose() => _parentGone.Dispose();

    private void Read()
    {
        while (Console.In.ReadLine() is { } line)
        {
            _lines.Writer.TryWrite(line);
        }

        _parentGone.Cancel();
    }
}
