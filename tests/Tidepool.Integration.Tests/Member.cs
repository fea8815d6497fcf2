namespace Tidepool.Integration.Tests;

/// <summary>A method of a type, as a record to be serialized.</summary>
internal sealed record Member(string Type, string Name, string Returns, IReadOnlyList<string> Parameters, int Token);
