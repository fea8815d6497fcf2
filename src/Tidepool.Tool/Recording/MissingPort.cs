namespace Tidepool.Tool.Recording;

/// <summary>Explains why a process has no diagnostics port, as far as that is visible.</summary>
internal static class MissingPort
{
    /// <summary>Environment variables that disable diagnostics.</summary>
    internal static IReadOnlyList<string> Switches { get; } = ["DOTNET_EnableDiagnostics", "DOTNET_EnableDiagnostics_IPC", "COMPlus_EnableDiagnostics"];

    internal static ToolException Of(int id, string who, Exception? cause) => new(
        SwitchOf(id) is { } found
            ? $"{who} was started with {found}=0, which turns diagnostics off. Start it without that."
            : NativeCode.IsOf(id)
            ? $"{who} is native code, published without EventSourceSupport, so nothing can be recorded. With -p:EventSourceSupport=true, its pauses can be. "
                + "Native code doesn't report what it allocates: for that, examine the same program as it runs before it is published, `dotnet X.dll`."
            : $"{who} has no diagnostics port. It isn't a .NET program (.NET 5 or later), or it belongs to another user, or diagnostics are turned off "
                + $"({string.Join(", ", Switches)}), or it uses another temporary folder (TMPDIR).",
        cause);

    private static string? SwitchOf(int id)
    {
        string file = $"/proc/{id}/environ";
        try
        {
            string[] variables = OperatingSystem.IsLinux() && File.Exists(file) ? File.ReadAllText(file).Split('\0') : [];
            return Switches.FirstOrDefault(name => variables.Contains(name + "=0"));
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
