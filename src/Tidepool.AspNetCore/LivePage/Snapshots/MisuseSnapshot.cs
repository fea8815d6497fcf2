namespace Tidepool.AspNetCore.LivePage.Snapshots;

/// <summary>A reported misuse.</summary>
/// <param name="Id">The number of the report.</param>
/// <param name="At">When it was reported.</param>
/// <param name="Kind">A <see cref="MisuseKind"/>.</param>
/// <param name="Pool">The pool's name.</param>
/// <param name="Summary">The report's first line.</param>
/// <param name="Details">Its other lines: damaged bytes, and stacks.</param>
internal sealed record MisuseSnapshot(long Id, DateTimeOffset At, string Kind, string? Pool, string Summary, string Details)
{
    internal static MisuseSnapshot Blank { get; } = new(0, default, "", null, "", "");
}
