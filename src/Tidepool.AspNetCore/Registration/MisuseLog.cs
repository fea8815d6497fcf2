using Microsoft.Extensions.Logging;

namespace Tidepool.AspNetCore.Registration;

/// <summary>Writes reports of misuse to the log; if that throws, to standard error.</summary>
internal sealed partial class MisuseLog(ILogger logger)
{
    /// <summary>A lease that was dropped, or is still out when the pool is disposed, costs a buffer; any other misuse endangers data.</summary>
    internal void Write(MisuseReport report)
    {
        try
        {
            Write(logger, report.Kind is MisuseKind.Dropped or MisuseKind.OutAtDisposal ? LogLevel.Warning : LogLevel.Error, report);
        }
#pragma warning disable CA1031 // A failing log must neither hide the misuse from its caller, nor fail a rent, nor end the disposal of the container.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            report.WriteError(failure);
        }
    }

    [LoggerMessage(EventId = 1, EventName = "Misuse", Message = "{Report}")]
    private static partial void Write(ILogger logger, LogLevel level, MisuseReport report);
}
