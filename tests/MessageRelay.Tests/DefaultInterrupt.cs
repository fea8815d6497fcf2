using System.Globalization;
using System.Runtime.InteropServices;

namespace MessageRelay.Tests;

/// <summary>Until it is disposed, programs that are started react to Ctrl-C's signal as they do in a terminal.</summary>
/// <remarks>A shell that isn't interactive starts background programs with that signal ignored, as continuous integration often does. Every program
/// started from there ignores it as well, since .NET respects that, and couldn't be interrupted.
/// Where the signal isn't ignored, nothing is done.</remarks>
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
