namespace Tidepool.Tool.Analysis;

/// <summary>A library call that allocates byte arrays, and what to write instead.</summary>
/// <param name="Name">The call as it is written in source.</param>
/// <param name="CanBePooled">Whether there is an alternative that puts the bytes into a caller's buffer.</param>
/// <param name="Instead">What to write instead, or why there is no alternative.</param>
/// <param name="Methods">Prefixes of the full method names that identify the call in a stack.</param>
internal sealed record KnownCall(string Name, bool CanBePooled, string Instead, params IReadOnlyList<string> Methods)
{
    /// <summary>The type of the object that makes the call, if the program may pass such an object to a library, as a stream. Then it can pass
    /// another.</summary>
    internal string? PassedType { get; init; }

    internal bool Is(string method) => Methods.Any(known => method.StartsWith(known, StringComparison.Ordinal));

    /// <summary>Compares names only, since names are unique.</summary>
    public bool Equals(KnownCall? other) => other?.Name == Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
