using Microsoft.Extensions.Logging;

namespace Tidepool.AspNetCore.Registration;

/// <summary>Writes reports of misuse to the log.</summary>
internal sealed partial class MisuseLog(ILogger logger)
{
    /// <summary>A lease that was dropped, or is still out when the pool is disposed, costs a buffer; any other misuse endangers data.</summary>
    internal void Write(MisuseReport report) =>
        Write(logger, report.Kind is MisuseKind.Dropped or MisuseKind.OutAtDisposal ? LogLevel.Warning : LogLevel.Error, report);

    [LoggerMessage(EventId = 1, EventName = "Misuse", Message = "{Report}")]
    private static partial void Write(ILogger logger, LogLevel level, MisuseReport report);
}
