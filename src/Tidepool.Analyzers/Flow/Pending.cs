using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>Where to go on at the end of a <c>finally</c>, which is entered from several places; each goes on at its own.</summary>
/// <param name="Branch">The branch that was on its way; null if it is an exception.</param>
/// <param name="Next">How many of the branch's <c>finally</c> blocks have been entered.</param>
/// <param name="From">The region that an exception leaves next; null if it is a branch.</param>
/// <param name="IsThrown">Whether a <c>throw</c> of this method caused the exception.</param>
/// <param name="Outer">The same for the <c>finally</c> around, if this one is within another.</param>
internal sealed record Pending(ControlFlowBranch? Branch, int Next, ControlFlowRegion? From, bool IsThrown, Pending? Outer);
