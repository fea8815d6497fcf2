namespace Tidepool.Tool.Analysis;

/// <summary>A stack, and the place in it that is to be blamed.</summary>
/// <param name="Site">The place.</param>
/// <param name="Frames">All methods by name, the innermost first; empty where the stack isn't known.</param>
internal sealed record BlamedStack(CallSite Site, IReadOnlyList<string> Frames)
{
    internal static BlamedStack Unknown { get; } = new(CallSite.Unknown, []);
}
