using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>That a path may be impossible: a rental was rented or returned in a loop, which may not have run, and after the loop a test came out in a way that
/// may exclude that the loop has run.</summary>
/// <param name="Test">The block that made the test.</param>
/// <param name="Outer">The doubt from an earlier test.</param>
internal sealed record Doubt(BasicBlock Test, Doubt? Outer)
{
    /// <summary>Whether the test is one of those that led to the doubt.</summary>
    internal bool IsOf(BasicBlock test) => Test == test || Outer?.IsOf(test) == true;

    /// <summary>What remains of a doubt without some tests.</summary>
    internal static Doubt? Keeping(Doubt? doubt, Func<BasicBlock, bool> isKept)
    {
        if (doubt is null)
        {
            return null;
        }

        Doubt? outer = Keeping(doubt.Outer, isKept);
        return isKept(doubt.Test) ? doubt with { Outer = outer } : outer;
    }
}
