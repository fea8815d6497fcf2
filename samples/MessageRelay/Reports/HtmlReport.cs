namespace MessageRelay.Reports;

/// <summary>The report as one page that needs nothing else.</summary>
internal static class HtmlReport
{
    public static string DefaultPath { get; } = Path.Combine("artifacts", "message-relay.html");

    public static string Render(RelayReport report) => $"<!doctype html><title>{Notes.Verdict(report)}</title>";
}
