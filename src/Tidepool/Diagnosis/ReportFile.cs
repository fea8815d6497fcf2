using System.Globalization;
using System.Text;

namespace Tidepool.Diagnosis;

/// <summary>A file to which each report of the process is appended as text. Reports that can't be written to it go to standard error.</summary>
/// <param name="path">The path; <c>%p</c> in it is replaced with the process id.</param>
internal sealed class ReportFile(string path)
{
    private readonly Lock _gate = new();
    private readonly string _path = path.Replace("%p", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>Appends a report, preceded by the time and the process. The file is closed in between, so that it can be read,
    /// moved and deleted while the process runs.</summary>
    internal void Append(string report)
    {
        byte[] entry = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd HH:mm:ss.fff}Z "
            + $"process {Environment.ProcessId}\n{report}\n\n"));
        try
        {
            using (_gate.Hold())
            {
                using FileStream file = new(_path, FileMode.Append, FileAccess.Write, FileShare.Read);
                file.Write(entry);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            ErrorLog.WriteToConsole($"Tidepool: can't write to the report file {_path}: {error.Message} The report was:\n{report}");
        }
    }
}
