namespace Tidepool.Tool.Reports;

/// <summary>Writes a report to a file.</summary>
internal static class ReportFile
{
    /// <summary>Checks that the file can be written before there is a report. Any file or folder created by the check is removed again.</summary>
    /// <param name="file">The file.</param>
    /// <param name="extension">What the names of such files end in.</param>
    /// <exception cref="ToolException">The file can't be written.</exception>
    internal static void Check(FileInfo file, string extension)
    {
        if (Directory.Exists(file.FullName))
        {
            throw new ToolException($"{file.FullName} is a folder: name a file in it, such as {Path.Combine(file.FullName, "report" + extension)}.");
        }

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

    /// <exception cref="ToolException">The file can't be written.</exception>
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
