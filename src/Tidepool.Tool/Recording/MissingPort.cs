namespace Tidepool.Tool.Recording;

/// <summary>Explains why a process has no diagnostics port, as far as that is visible.</summary>
internal static class MissingPort
{
    private const string Folder = "TMPDIR";

    /// <summary>Environment variables that disable diagnostics.</summary>
    internal static IReadOnlyList<string> Switches { get; } = ["DOTNET_EnableDiagnostics", "DOTNET_EnableDiagnostics_IPC", "COMPlus_EnableDiagnostics"];

    internal static ToolException Of(int id, string who, Exception? cause)
    {
        string[] variables = VariablesOf(id);
        return new ToolException(
            Switches.FirstOrDefault(name => variables.Contains(name + "=0")) is { } found
                ? $"{who} was started with {found}=0, which turns diagnostics off. Start it without that."
                : ElsewhereOf(id, variables) is { } folder
                ? $"{who} has its diagnostics port in {folder}, a temporary folder of its own. Use that: `{Folder}={folder} tidepool doctor --process-id {id}`."
                : NativeCode.IsOf(id)
                ? $"{who} is native code, published without EventSourceSupport, so nothing can be recorded. With -p:EventSourceSupport=true, its pauses can "
                    + "be. Native code doesn't report what it allocates: for that, examine the same program as it runs before it is published, `dotnet X.dll`."
                : $"{who} has no diagnostics port. It isn't a .NET program (.NET 5 or later), or it belongs to another user, or diagnostics are turned off "
                    + $"({string.Join(", ", Switches)}), or it uses another temporary folder ({Folder}).",
            cause);
    }

    /// <returns>The temporary folder of a process, if that isn't the tool's and has the port; otherwise null.</returns>
    private static string? ElsewhereOf(int id, string[] variables)
    {
        string folder = variables.FirstOrDefault(static variable => variable.StartsWith(Folder + "=", StringComparison.Ordinal)) is { } set
            ? set[(Folder.Length + 1)..] : "/tmp";
        return OperatingSystem.IsLinux() && Directory.Exists(folder) && Path.GetFullPath(folder + "/") != Path.GetFullPath(Path.GetTempPath())
            && DiagnosticPorts.Has(id, folder) ? folder : null;
    }

    /// <returns>The environment variables of a process; none if they aren't visible.</returns>
    private static string[] VariablesOf(int id)
    {
        string file = $"/proc/{id}/environ";
        try
        {
            return OperatingSystem.IsLinux() && File.Exists(file) ? File.ReadAllText(file).Split('\0') : [];
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
