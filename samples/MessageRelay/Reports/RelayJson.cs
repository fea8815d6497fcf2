using System.Text.Json;
using System.Text.Json.Serialization;
using MessageRelay.Client;
using MessageRelay.Measure;
using MessageRelay.Run;

namespace MessageRelay.Reports;

/// <summary>How the processes' messages and the report are written as JSON. One line each, except for the report.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ServerSettings))]
[JsonSerializable(typeof(ClientSettings))]
[JsonSerializable(typeof(CorpusInfo))]
[JsonSerializable(typeof(ServerSample))]
[JsonSerializable(typeof(ClientSample))]
[JsonSerializable(typeof(ServerEnding))]
[JsonSerializable(typeof(RelayReport))]
internal sealed partial class RelayJson : JsonSerializerContext
{
    /// <summary>For people to read.</summary>
    public static RelayJson Indented => field ??= new(new JsonSerializerOptions(Default.Options) { WriteIndented = true });
}
