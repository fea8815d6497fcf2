using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using WebUpload.Memory;

namespace WebUpload;

/// <summary>A health report as JSON, with the numbers of the pools.</summary>
internal static class HealthJson
{
    internal static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        using ByteCollector collected = context.RequestServices.GetRequiredService<UploadMemory>().CollectJson();
        using (Utf8JsonWriter json = new(collected.Writer))
        {
            json.WriteStartObject();
            json.WriteString("status", report.Status.ToString());
            foreach ((string name, HealthReportEntry entry) in report.Entries)
            {
                json.WriteStartObject(name);
                json.WriteString("status", entry.Status.ToString());
                json.WriteString("description", entry.Description);
                foreach ((string key, object value) in entry.Data)
                {
                    if (value is long number)
                    {
                        json.WriteNumber(key, number);
                    }
                    else
                    {
                        json.WriteString(key, value.ToString());
                    }
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteSequenceAsync(collected.Bytes);
    }
}
