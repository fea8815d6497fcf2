using System.Text.Json.Serialization;

namespace WebUpload.Uploads;

/// <summary>What the service knows about a file; kept beside it as JSON.</summary>
/// <param name="Id">Names the file in the folder.</param>
/// <param name="Name">The name that it was uploaded by.</param>
/// <param name="Length">How many bytes were uploaded.</param>
/// <param name="StoredLength">How many were left by compression.</param>
/// <param name="Sha256">Of the bytes that were uploaded, in hexadecimal.</param>
/// <param name="Uploaded">When.</param>
internal sealed record StoredFile(Guid Id, string Name, long Length, long StoredLength, string Sha256, DateTimeOffset Uploaded);

/// <summary>The JSON of <see cref="StoredFile"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StoredFile))]
internal sealed partial class StoredFileJson : JsonSerializerContext;
