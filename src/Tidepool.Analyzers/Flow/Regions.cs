using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>Questions about the blocks of a control-flow graph and the regions around them.</summary>
internal static class Regions
{
    /// <summary>A region and those around it, up to its method or lambda. The regions around a lambda's root are those of its method,
    /// whose blocks are another graph's.</summary>
    internal static IEnumerable<ControlFlowRegion> Outwards(ControlFlowRegion? region)
    {
        for (; region is not null && region.Kind != ControlFlowRegionKind.Root; region = region.EnclosingRegion)
        {
            yield return region;
        }
    }

    /// <summary>The variables that a region declares, without those of regions within.</summary>
    internal static IEnumerable<Slot> VariablesOf(ControlFlowRegion region)
    {
        foreach (ILocalSymbol local in region.Locals)
        {
            yield return new Slot(SlotKind.Local, local);
        }

        foreach (CaptureId temporary in region.CaptureIds)
        {
            yield return new Slot(SlotKind.Local, temporary);
        }
    }

    /// <summary>The variables that a region declares, and those of regions within.</summary>
    internal static IEnumerable<Slot> AllVariablesOf(ControlFlowRegion region) => VariablesOf(region).Concat(region.NestedRegions.SelectMany(AllVariablesOf));

    /// <summary>The handlers of the region's exceptions, in their order; empty if it isn't tried, or has a <c>finally</c> instead.</summary>
    internal static IEnumerable<ControlFlowRegion> HandlersOf(ControlFlowRegion region) =>
        region is { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { Kind: ControlFlowRegionKind.TryAndCatch } both }
            ? both.NestedRegions.Where(handler => handler != region) : [];

    /// <summary>The <c>finally</c> that the region's exceptions pass through.</summary>
    internal static ControlFlowRegion? FinallyOf(ControlFlowRegion region) =>
        region is { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { Kind: ControlFlowRegionKind.TryAndFinally } both }
            ? both.NestedRegions.First(static nested => nested.Kind == ControlFlowRegionKind.Finally)
            : null;

    /// <summary>Whether no exception gets past the handler.</summary>
    internal static bool CatchesAll(ControlFlowRegion handler) =>
        handler.Kind == ControlFlowRegionKind.Catch
        && handler.ExceptionType is null or { SpecialType: SpecialType.System_Object }
            or { Name: "Exception", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    /// <summary>Whether an exception of the block meets a handler or a <c>finally</c> in this method.</summary>
    internal static bool IsTried(BasicBlock block) => Outwards(block.EnclosingRegion).Any(static region => region.Kind == ControlFlowRegionKind.Try);

    /// <summary>Whether the code says <c>throw</c>, and not that this is never reached. The compiler throws by itself where a <c>switch</c> expression has no
    /// arm for a value.</summary>
    internal static bool EndsWithThrow(BasicBlock block) =>
        block.BranchValue is { } thrown
        && Transfer.Origin(thrown) is not { Type: { Name: "UnreachableException", ContainingNamespace.Name: "Diagnostics" } }
        && thrown.Syntax.AncestorsAndSelf().Any(static node => node is ThrowStatementSyntax or ThrowExpressionSyntax);

    /// <summary>Whether the innermost of the regions around the block that go on elsewhere at their end is a <c>finally</c>, and not a filter.</summary>
    internal static bool EndsFinally(BasicBlock block) =>
        Outwards(block.EnclosingRegion).FirstOrDefault(static region => region.Kind is ControlFlowRegionKind.Finally
            or ControlFlowRegionKind.Filter)?.Kind == ControlFlowRegionKind.Finally;
}
