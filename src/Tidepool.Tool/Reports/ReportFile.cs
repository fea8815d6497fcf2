namespace Tidepool.Tool.Reports;

/// <summary>Writes a report's file.</summary>
internal static class ReportFile
{
    /// <summary>Whether it can be written, told before there is a report. What wasn't there isn't there afterwards: neither file nor folder.</summary>
    /// <exception cref="ToolException">It can't be written.</exception>
    internal static void Check(FileInfo file)
    {
        try
        {
            bool isThere = File.Exists(file.FullName);
            DirectoryInfo? made = MissingFolder.Of(file.Directory);
            file.Directory?.Create();
            file.Open(FileMode.OpenOrCreate, FileAccess.Write).Dispose();
            if (!isThere)
            {
                file.Delete();
                made?.Delete(recursive: true);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(file, failure);
        }
    }

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
            throw Unwritable(file, failure);
        }
    }

    private static ToolException Unwritable(FileInfo file, Exception failure) => new($"{file.FullName} can't be written: {failure.Message}", failure);
}
