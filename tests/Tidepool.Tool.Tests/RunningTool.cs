using System.Text;
using Spectre.Console;
using Tidepool.Tool.Commands;

namespace Tidepool.Tool.Tests;

/// <summary>A command of the tool that runs in this process.</summary>
internal sealed class RunningTool
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private readonly StringBuilder _written = new();

    /// <param name="time">The tool's clock.</param>
    /// <param name="isTerminal">Whether the tool writes to a terminal.</param>
    /// <param name="arguments">Command and options.</param>
    internal RunningTool(TimeProvider time, bool isTerminal, params string[] arguments) => End = RunAsync(time, isTerminal, arguments);

    internal Task<ToolRun> End { get; }

    private string Written
    {
        get
        {
            lock (_written)
            {
                return _written.ToString();
            }
        }
    }

    /// <summary>Waits until the tool has written the text.</summary>
    internal Task ShowsAsync(string text) => UntilAsync(() => Written.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until the tool has created the file.</summary>
    internal Task MakesAsync(string file) => UntilAsync(() => File.Exists(file));

    private async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            Assert.False(End.IsCompleted, Written);
            await Task.Delay(s_look, TestContext.Current.CancellationToken);
        }
    }

    private async Task<ToolRun> RunAsync(TimeProvider time, bool isTerminal, string[] arguments)
    {
        await using Screen screen = new(_written);
        await using StringWriter errors = new();
        int exitCode = await ToolCommand.InvokeAsync(arguments, ConsoleOf(screen, isTerminal), ConsoleOf(errors, isTerminal), time,
            TestContext.Current.CancellationToken);
        return new ToolRun(exitCode, Written, errors.ToString(), null, null);
    }

    private static IAnsiConsole ConsoleOf(TextWriter writer, bool isTerminal)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 1_000;
        return console;
    }

    /// <summary>Written by the tool while the test reads it.</summary>
    private sealed class Screen(StringBuilder written) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            lock (written)
            {
                written.Append(value);
            }
        }
    }
}
