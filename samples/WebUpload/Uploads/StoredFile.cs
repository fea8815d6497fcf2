using System.Text.Json.Serialization;

namespace WebUpload.Uploads;

/// <summary>What the service knows about a file; kept beside it as JSON.</summary>
/// <param name="Id">Names the file in the folder.</param>
/// <param name="Name">The name that it was uploaded under.</param>
/// <param name="Length">How many bytes were uploaded.</param>
/// <param name="StoredLength">How many bytes were left after compression.</param>
/// <param name="Sha256">The hash of the uploaded bytes, in hexadecimal.</param>
/// <param name="Uploaded">When it was uploaded.</param>
internal sealed record StoredFile(Guid Id, string Name, long Length, long StoredLength, string Sha256, DateTimeOffset Uploaded);

/// <summary>The JSON of <see cref="StoredFile"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StoredFile))]
internal sealed partial class StoredFileJson : JsonSerializerContext;
