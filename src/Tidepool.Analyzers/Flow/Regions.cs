using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>Questions about the blocks of a control-flow graph and the regions around them.</summary>
internal static class Regions
{
    /// <summary>A region and those around it, up to its method or lambda. The regions around a lambda's root belong to its method, whose blocks are in another
    /// graph.</summary>
    internal static IEnumerable<ControlFlowRegion> Outwards(ControlFlowRegion? region)
    {
        for (; region is not null && region.Kind != ControlFlowRegionKind.Root; region = region.EnclosingRegion)
        {
            yield return region;
        }
    }

    /// <summary>The variables that a region declares, without those of nested regions.</summary>
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

    /// <summary>The variables that a region declares, including those of nested regions.</summary>
    internal static IEnumerable<Slot> AllVariablesOf(ControlFlowRegion region) => VariablesOf(region).Concat(region.NestedRegions.SelectMany(AllVariablesOf));

    /// <summary>The handlers of the region's exceptions, in order; empty if it isn't the body of a <c>try</c>, or that has a <c>finally</c> instead.</summary>
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

    /// <summary>Whether an exception in the block reaches a handler or a <c>finally</c> in this method.</summary>
    internal static bool IsTried(BasicBlock block) => Outwards(block.EnclosingRegion).Any(static region => region.Kind == ControlFlowRegionKind.Try);

    /// <summary>Whether the block ends with a <c>throw</c> in the source, other than of <c>UnreachableException</c>. The compiler adds its own where a
    /// <c>switch</c> expression has no arm for a value.</summary>
    internal static bool EndsWithThrow(BasicBlock block) =>
        block.BranchValue is { } thrown
        && Transfer.Origin(thrown) is not { Type: { Name: "UnreachableException", ContainingNamespace.Name: "Diagnostics" } }
        && thrown.Syntax.AncestorsAndSelf().Any(static node => node is ThrowStatementSyntax or ThrowExpressionSyntax);

    /// <summary>Whether the nearest enclosing region that has its own continuation is a <c>finally</c>, and not a filter.</summary>
    internal static bool EndsFinally(BasicBlock block) =>
        Outwards(block.EnclosingRegion).FirstOrDefault(static region => region.Kind is ControlFlowRegionKind.Finally
            or ControlFlowRegionKind.Filter)?.Kind == ControlFlowRegionKind.Finally;
}
