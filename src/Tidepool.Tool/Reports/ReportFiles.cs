using Tidepool.Tool.Advice;
using Tidepool.Tool.Comparing;

namespace Tidepool.Tool.Reports;

/// <summary>The files to write a report to.</summary>
/// <param name="json">The file for the JSON report, or null.</param>
/// <param name="html">The file for the HTML report, or null.</param>
/// <param name="output">The output for a file named "-".</param>
/// <param name="time">The clock.</param>
internal sealed class ReportFiles(FileInfo? json, FileInfo? html, TextWriter output, TimeProvider time)
{
    /// <summary>Whether one of the files is the output, which then contains nothing else.</summary>
    internal bool TakeOutput => Files.Any(IsOutput);

    private IEnumerable<FileInfo> Files => new[] { json, html }.OfType<FileInfo>();

    /// <summary>Checks, before anything is recorded, that the files can be written and none of them would overwrite a trace.</summary>
    /// <param name="traces">The traces to read.</param>
    /// <exception cref="ToolException">One of the files can't be written.</exception>
    internal void Check(IReadOnlyCollection<FileInfo> traces)
    {
        if (json is not null && html is not null && IsOutput(json) && IsOutput(html))
        {
            throw new ToolException("--json - and --html - would both write to standard output: give one of them a file.");
        }

        if (json is not null && json.FullName == html?.FullName)
        {
            throw new ToolException($"--json and --html name the same file, {json.FullName}: give each its own.");
        }

        foreach (FileInfo file in Files.Where(static file => !IsOutput(file)))
        {
            if (traces.Any(trace => trace.FullName == file.FullName))
            {
                throw new ToolException($"The report would overwrite {file.FullName}, which is to be read. Give it a file of its own.");
            }

            ReportFile.Check(file, file == json ? ".json" : ".html");
        }
    }

    /// <summary>Writes all files, even if one of them fails.</summary>
    /// <exception cref="ToolException">One of the files couldn't be written.</exception>
    internal void Write(Judgement judgement) => Write(() => JsonReport.Text(judgement, time), () => HtmlReport.Page(judgement, time));

    /// <inheritdoc cref="Write(Judgement)"/>
    internal void Write(Comparison comparison) => Write(() => ComparisonReport.Json(comparison), () => ComparisonReport.Page(comparison, time));

    private void Write(Func<string> jsonText, Func<string> htmlText)
    {
        List<ToolException> failures = [];
        Write(json, jsonText, failures);
        Write(html, htmlText, failures);
        if (failures.Count > 0)
        {
            throw new ToolException(string.Join(' ', failures.Select(static failure => failure.Message)), new AggregateException(failures));
        }
    }

    private static bool IsOutput(FileInfo file) => file.ToString() == "-";

    private void Write(FileInfo? file, Func<string> text, List<ToolException> failures)
    {
        try
        {
            if (file is not null && IsOutput(file))
            {
                output.Write(text());
            }
            else if (file is not null)
            {
                ReportFile.Write(file, text());
            }
        }
        catch (ToolException failure)
        {
            failures.Add(failure);
        }
    }
}
