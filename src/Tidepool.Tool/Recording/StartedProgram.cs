using System.ComponentModel;
using System.Diagnostics;

namespace Tidepool.Tool.Recording;

/// <summary>Starts a program by its command line, and says why it can't.</summary>
internal static class StartedProgram
{
    private const int NoSuchFile = 2;
    private const int NotPermitted = 13;

    /// <exception cref="ToolException">The program can't be started.</exception>
    internal static Process Start(string[] command)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false })!;
        }
        catch (Exception failure) when (failure is Win32Exception or InvalidOperationException)
        {
            throw new ToolException($"\"{command[0]}\" can't be started: {ReasonOf(command, failure)}", failure);
        }
    }

    /// <summary>The command line that starts what these words probably mean; null if they may well be right.</summary>
    internal static string? Likely(string[] words) =>
        words is [string all] && all.Contains(' ', StringComparison.Ordinal) && !File.Exists(all) ? all
        : Path.GetExtension(words[0]).Equals(".dll", StringComparison.OrdinalIgnoreCase) ? $"dotnet {string.Join(' ', words)}"
        : null;

    private static string ReasonOf(string[] command, Exception failure)
    {
        string name = command[0];
        string question = Likely(command) is { } likely ? $" Did you mean `tidepool doctor -- {likely}`?" : "";
        return Directory.Exists(name) ? $"it is a folder.{question}"
            : name.StartsWith('-') ? "options of the doctor go before --, and a program after it."
            : (failure as Win32Exception)?.NativeErrorCode switch
            {
                NoSuchFile => $"there is no such program.{question}",
                NotPermitted => $"it isn't executable, or this user may not execute it.{question}",
                _ => $"{failure.Message.TrimEnd('.')}.{question}",
            };
    }
}
