using System.Diagnostics;
using System.Runtime;
using System.Text.Json;
using System.Text.Json.Serialization;
using WebUpload.Memory;

namespace WebUpload.Measure;

/// <summary>What the service's process has used since its start.</summary>
internal sealed record ProcessFigures(
    long AllocatedBytes, int Gen0, int Gen1, int Gen2, double PauseMilliseconds, double ProcessorSeconds, long PeakWorkingSet, bool IsServerCollector)
{
    /// <summary>Answers with the current figures.</summary>
    internal static async Task WriteAsync(HttpContext context, UploadMemory memory)
    {
        using ByteCollector collected = memory.CollectJson();
        using (Utf8JsonWriter json = new(collected.Writer))
        {
            JsonSerializer.Serialize(json, Read(), ProcessFiguresJson.Default.ProcessFigures);
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteSequenceAsync(collected.Bytes);
    }

    private static ProcessFigures Read()
    {
        using Process self = Process.GetCurrentProcess();

        // A collection of a generation counts for the younger ones, too.
        int gen1 = GC.CollectionCount(1);
        int gen2 = GC.CollectionCount(2);
        return new ProcessFigures(
            GC.GetTotalAllocatedBytes(precise: true),
            GC.CollectionCount(0) - gen1,
            gen1 - gen2,
            gen2,
            GC.GetTotalPauseDuration().TotalMilliseconds,
            Environment.CpuUsage.TotalTime.TotalSeconds,
            self.PeakWorkingSet64,
            GCSettings.IsServerGC);
    }
}

/// <summary>The JSON of <see cref="ProcessFigures"/>.</summary>
[JsonSerializable(typeof(ProcessFigures))]
internal sealed partial class ProcessFiguresJson : JsonSerializerContext;
