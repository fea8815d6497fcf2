using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Tidepool.Tracking;

/// <summary>Pages of the operating system that are made accessible and inaccessible at will.</summary>
/// <remarks>Tested on Linux. On macOS and Windows it makes the calls that their documentation describes for this, untested.</remarks>
internal static unsafe partial class NativePages
{
    private const string MostRangesFile = "/proc/sys/vm/max_map_count";
    private const int DefaultMostRanges = 65_530;

    /// <summary>How many ranges of different protection the system allows a process.</summary>
    internal static int MostRanges { get; } = !OperatingSystem.IsLinux() ? int.MaxValue
        : File.Exists(MostRangesFile) && int.TryParse(File.ReadAllText(MostRangesFile), out int most) ? most
        : DefaultMostRanges;

    /// <summary>Reserves inaccessible addresses.</summary>
    /// <exception cref="OutOfMemoryException">The system grants no more of them.</exception>
    internal static byte* Reserve(nuint length)
    {
        void* address = OperatingSystem.IsWindows()
            ? Windows.VirtualAlloc(null, length, Windows.Reserve, Windows.NoAccess)
            : Unix.Map(null, length, Unix.None, Unix.PrivateAnonymous, -1, 0);
        return address == Failed ? throw NoMemory($"reserve {length:N0} bytes of address space") : (byte*)address;
    }

    /// <summary>Makes reserved pages readable and writable. Their contents are arbitrary.</summary>
    /// <exception cref="OutOfMemoryException">The system has no memory for them, or allows no more ranges of different protection.</exception>
    internal static void Open(byte* address, nuint length)
    {
        bool isOpen = OperatingSystem.IsWindows()
            ? Windows.VirtualAlloc(address, length, Windows.Commit, Windows.ReadWrite) is not null
            : Unix.Protect(address, length, Unix.ReadWrite) == 0;
        if (!isOpen)
        {
            throw NoMemory($"make {length:N0} bytes accessible");
        }
    }

    /// <summary>Makes pages inaccessible and releases their memory; the addresses stay reserved.</summary>
    internal static void Close(byte* address, nuint length)
    {
        // On Unix a fresh mapping in the same place does both.
        bool isClosed = OperatingSystem.IsWindows()
            ? Windows.VirtualFree(address, length, Windows.Decommit) != 0
            : Unix.Map(address, length, Unix.None, Unix.PrivateAnonymous | Unix.Fixed, -1, 0) == address;
        if (!isClosed)
        {
            throw NoMemory($"make {length:N0} bytes inaccessible");
        }
    }

    /// <summary>Releases the addresses.</summary>
    internal static void Free(byte* address, nuint length)
    {
        bool isFree = OperatingSystem.IsWindows() ? Windows.VirtualFree(address, 0, Windows.Release) != 0 : Unix.Unmap(address, length) == 0;
        Debug.Assert(isFree, "A range that was reserved can be freed.");
    }

    private static void* Failed => OperatingSystem.IsWindows() ? null : (void*)-1;

#pragma warning disable CA2201 // A rent without memory throws this, whatever kind of memory its buffer would have had.
    internal static OutOfMemoryException NoMemory(string what) => new(
        $"Can't {what}: the system is out of memory, or one of its limits has been reached{LastError()}. "
        + "A guarded buffer takes whole pages, two guard pages, and memory mappings of its own; "
        + $"use {nameof(PoolMode.Guarded)} mode with fewer buffers, or raise the limit (vm.max_map_count on Linux).");
#pragma warning restore CA2201

    private static string LastError() => Marshal.GetLastPInvokeError() is not 0 and int error ? $" (error {error})" : "";

    private static partial class Unix
    {
        internal const int None = 0;
        internal const int ReadWrite = 1 | 2;
        internal const int Fixed = 0x10;
        private const int Private = 0x02;

        internal static int PrivateAnonymous { get; } = Private | (OperatingSystem.IsLinux() || OperatingSystem.IsAndroid() ? 0x20 : 0x1000);

        [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

        [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static partial int Protect(void* address, nuint length, int protection);

        [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static partial int Unmap(void* address, nuint length);
    }

    private static partial class Windows
    {
        internal const uint Commit = 0x1000;
        internal const uint Reserve = 0x2000;
        internal const uint Decommit = 0x4000;
        internal const uint Release = 0x8000;
        internal const uint NoAccess = 0x01;
        internal const uint ReadWrite = 0x04;

        [LibraryImport("kernel32", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        internal static partial void* VirtualAlloc(void* address, nuint length, uint kind, uint protection);

        [LibraryImport("kernel32", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        internal static partial int VirtualFree(void* address, nuint length, uint kind);
    }
}
