using System.Globalization;
using System.Runtime.InteropServices;

namespace MessageRelay.Tests;

/// <summary>Until it is disposed, programs that are started take the signal of Ctrl-C as a terminal's do.</summary>
/// <remarks>A shell that isn't interactive starts what runs in the background with that signal ignored, as continuous integration often does. Every program
/// started from there ignores it as
/// well, since .NET respects that: nobody could interrupt it. Where the signal isn't ignored nothing is done.</remarks>
internal sealed partial class DefaultInterrupt : IDisposable
{
    private const int Interrupt = 2;

    /// <summary>The system's numbers for what to do with a signal.</summary>
    private const nint Default = 0;
    private const nint Ignore = 1;

    private readonly bool _wasIgnored = IsIgnored();

    internal DefaultInterrupt()
    {
        if (_wasIgnored)
        {
            Set(Interrupt, Default);
        }
    }

    /// <summary>Whether this process ignores the signal.</summary>
    internal static bool IsIgnored()
    {
        const string Label = "SigIgn:";
        string? ignored = OperatingSystem.IsLinux()
            ? File.ReadLines("/proc/self/status").FirstOrDefault(static line => line.StartsWith(Label, StringComparison.Ordinal))
            : null;
        return ignored is not null
            && (ulong.Parse(ignored.AsSpan(Label.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (Interrupt - 1))) != 0;
    }

    public void Dispose()
    {
        if (_wasIgnored)
        {
            Set(Interrupt, Ignore);
        }
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint Set(int signal, nint handler);
}
