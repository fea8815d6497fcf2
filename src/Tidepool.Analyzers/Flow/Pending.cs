using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>Where to continue at the end of a <c>finally</c>, which is entered from several places and continues differently for each.</summary>
/// <param name="Branch">The branch that entered it; null for an exception.</param>
/// <param name="Next">How many of the branch's <c>finally</c> blocks have been entered.</param>
/// <param name="From">The region that the exception leaves next; null for a branch.</param>
/// <param name="IsThrown">Whether a <c>throw</c> of this method caused the exception.</param>
/// <param name="Outer">The same for the surrounding <c>finally</c>, if there is one.</param>
internal sealed record Pending(ControlFlowBranch? Branch, int Next, ControlFlowRegion? From, bool IsThrown, Pending? Outer);
