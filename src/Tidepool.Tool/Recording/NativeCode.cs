namespace Tidepool.Tool.Recording;

/// <summary>Recognizes programs that were published as native code, which include the runtime but no assemblies.</summary>
internal static class NativeCode
{
    private const int MostBytes = 512 << 20;

    /// <summary>A symbol that the runtime exports to debuggers.</summary>
    private static ReadOnlySpan<byte> Runtime => "DotNetRuntimeDebugHeader"u8;

    /// <summary>Programs in a single file, which also include the runtime, name the framework that their assemblies are from.</summary>
    private static ReadOnlySpan<byte> Framework => "Microsoft.NETCore.App"u8;

    /// <returns>False too if that isn't visible.</returns>
    internal static bool IsOf(int id)
    {
        string program = $"/proc/{id}/exe";
        try
        {
            return OperatingSystem.IsLinux() && IsIn(new FileInfo(File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program));
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    internal static bool IsIn(FileInfo program)
    {
        if (!program.Exists || program.Length > MostBytes)
        {
            return false;
        }

        ReadOnlySpan<byte> code = File.ReadAllBytes(program.FullName);
        return code.IndexOf(Runtime) >= 0 && code.IndexOf(Framework) < 0;
    }
}
