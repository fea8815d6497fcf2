using System.Text.Json.Serialization;

namespace Tidepool.AspNetCore.LivePage.Snapshots;

/// <summary>Serializes snapshots to JSON, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PageSnapshot))]
[JsonSerializable(typeof(TrimResult))]
internal sealed partial class PageJson : JsonSerializerContext;

/// <summary>The result of a request to trim.</summary>
/// <param name="Pools">How many pools were trimmed.</param>
/// <param name="BytesGivenUp">The bytes of the idle buffers that were dropped.</param>
internal sealed record TrimResult(int Pools, long BytesGivenUp);
