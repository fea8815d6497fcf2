using System.Text.Json.Serialization;

namespace Tidepool.AspNetCore.LivePage.Snapshots;

/// <summary>How snapshots become JSON, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PageSnapshot))]
[JsonSerializable(typeof(TrimResult))]
internal sealed partial class PageJson : JsonSerializerContext;

/// <summary>What a request to trim did.</summary>
/// <param name="Pools">Pools that were trimmed.</param>
/// <param name="BytesGivenUp">Bytes of the idle buffers that were given up.</param>
internal sealed record TrimResult(int Pools, long BytesGivenUp);
