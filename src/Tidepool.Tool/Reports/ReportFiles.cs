using Tidepool.Tool.Advice;

namespace Tidepool.Tool.Reports;

/// <summary>The files that a report is to be written to.</summary>
/// <param name="json">For programs, or null.</param>
/// <param name="html">For people, or null.</param>
/// <param name="time">The clock.</param>
internal sealed class ReportFiles(FileInfo? json, FileInfo? html, TimeProvider time)
{
    /// <summary>Whether they can be written, told before anything is recorded for them.</summary>
    /// <exception cref="ToolException">One of them can't.</exception>
    internal void Check()
    {
        foreach (FileInfo file in new[] { json, html }.OfType<FileInfo>())
        {
            ReportFile.Check(file);
        }
    }

    /// <summary>Writes all that can be written.</summary>
    /// <exception cref="ToolException">One of them couldn't.</exception>
    internal void Write(Judgement judgement)
    {
        List<ToolException> failures = [];
        Try(() => JsonReport.Write(judgement, json, time), failures);
        Try(() => HtmlReport.Write(judgement, html, time), failures);
        if (failures.Count > 0)
        {
            throw new ToolException(string.Join(' ', failures.Select(static failure => failure.Message)), new AggregateException(failures));
        }
    }

    private static void Try(Action write, List<ToolException> failures)
    {
        try
        {
            write();
        }
        catch (ToolException failure)
        {
            failures.Add(failure);
        }
    }
}
