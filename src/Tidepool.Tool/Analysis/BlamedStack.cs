namespace Tidepool.Tool.Analysis;

/// <summary>A call stack, and the call site in it that is held responsible for the allocation.</summary>
/// <param name="Site">The call site.</param>
/// <param name="Frames">All methods by name, innermost first; empty if the stack is unknown.</param>
internal sealed record BlamedStack(CallSite Site, IReadOnlyList<string> Frames)
{
    internal static BlamedStack Unknown { get; } = new(CallSite.Unknown, []);
}
