namespace Tidepool.Tool.Analysis;

/// <summary>A call of a library that allocates byte arrays, and what to write instead.</summary>
/// <param name="Name">As one writes it.</param>
/// <param name="CanBePooled">Whether its caller can have the bytes in a buffer of his own.</param>
/// <param name="Instead">What to write instead, or why there is nothing.</param>
/// <param name="Methods">How the names of the methods begin that tell of it in a stack.</param>
internal sealed record KnownCall(string Name, bool CanBePooled, string Instead, params IReadOnlyList<string> Methods)
{
    internal bool Is(string method) => Methods.Any(known => method.StartsWith(known, StringComparison.Ordinal));

    /// <summary>The name alone tells which it is: a stack makes no other.</summary>
    public bool Equals(KnownCall? other) => other?.Name == Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
