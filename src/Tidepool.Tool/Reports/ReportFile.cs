namespace Tidepool.Tool.Reports;

/// <summary>Writes a report's file.</summary>
internal static class ReportFile
{
    /// <exception cref="ToolException">It can't be written.</exception>
    internal static void Write(FileInfo file, string text)
    {
        try
        {
            file.Directory?.Create();
            File.WriteAllText(file.FullName, text);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"{file.FullName} can't be written: {failure.Message}", failure);
        }
    }
}
