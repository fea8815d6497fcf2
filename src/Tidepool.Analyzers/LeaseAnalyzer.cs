using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Flow;
using Tidepool.Analyzers.Rules;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers;

/// <summary>Follows leases, allocators and rented arrays through methods: TIDE001 to TIDE007.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LeaseAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        MissingReturnRule.Descriptor,
        MissingReturnRule.DiscardDescriptor,
        MissingReturnRule.ArrayDescriptor,
        UseAfterReturnRule.Descriptor,
        DoubleReturnRule.Descriptor,
        OutlivingViewRule.Descriptor,
        OutlivingViewRule.LeaseDescriptor,
        ReplacedArrayRule.Descriptor,
        CopiedLeaseRule.Descriptor,
        RepeatedReturnRule.Descriptor,
        UnawaitedWorkRule.Descriptor,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (TidepoolTypes.Find(start.Compilation) is { } types)
            {
                OwnNames own = new(start.Compilation, types);
                Mentions mentions = new(own, "Rent", "TryRent", "RentAsync", "RentSequence", "Allocate", "CopyToLease", "Return", "ByteLease",
                    "Allocator", "SequenceLease", "PooledStream", "PooledBufferWriter", "ToMemoryOwner", "DetachBuffer");
                Ownership ownership = new(start.Compilation, types);

                // Not for each block of operations: the compiler would have to create those of all methods, even if no other analyzer asks for them.
                start.RegisterCodeBlockAction(block => Analyze(block, types, ownership, mentions));
            }
        });
    }

    private static void Analyze(CodeBlockAnalysisContext context, TidepoolTypes types, Ownership ownership, Mentions mentions)
    {
        if (!mentions.AreAmong(context.CodeBlock, context.CancellationToken))
        {
            return;
        }

        foreach (Diagnostic diagnostic in FindingsIn(MemberBodies.Of(context), types, ownership, context.CancellationToken))
        {
            context.ReportDiagnostic(diagnostic);
        }
    }

    /// <summary>The diagnostics that would be reported for a member.</summary>
    internal static IEnumerable<Diagnostic> FindingsIn(SyntaxNode member, SemanticModel model, CancellationToken cancellation) =>
        TidepoolTypes.Find(model.Compilation) is { } types
            ? FindingsIn(MemberBodies.Of(member, model, cancellation), types, new Ownership(model.Compilation, types), cancellation) : [];

    private static IEnumerable<Diagnostic> FindingsIn(IEnumerable<IOperation> bodies, TidepoolTypes types, Ownership ownership,
        CancellationToken cancellation) =>
        from body in bodies
        where body.Descendants().Any(operation => IsOfInterest(operation, types))
        let graph = GraphOf(body, cancellation)
        where graph is not null
        from finding in Follow(graph, types, ownership, cancellation)
        select finding;

    /// <summary>Follows a method, and separately the functions within it.</summary>
    private static IEnumerable<Diagnostic> Follow(ControlFlowGraph graph, TidepoolTypes types, Ownership ownership, CancellationToken cancellation)
    {
        LeaseFindings findings = new();
        IEnumerable<Diagnostic> found = new FlowAnalysis(graph, types, findings, ownership).Run(cancellation) ? findings.ToDiagnostics() : [];
        foreach (IMethodSymbol function in graph.LocalFunctions)
        {
            found = found.Concat(Follow(graph.GetLocalFunctionControlFlowGraph(function, cancellation), types, ownership, cancellation));
        }

        foreach (BasicBlock block in graph.Blocks)
        {
            foreach (IFlowAnonymousFunctionOperation lambda in block.Operations.SelectMany(LambdasOf).Concat(LambdasOf(block.BranchValue)))
            {
                found = found.Concat(Follow(graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellation), types, ownership, cancellation));
            }
        }

        return found;
    }

    private static IEnumerable<IFlowAnonymousFunctionOperation> LambdasOf(IOperation? operation) =>
        operation?.DescendantsAndSelf().OfType<IFlowAnonymousFunctionOperation>() ?? [];

    private static bool IsOfInterest(IOperation operation, TidepoolTypes types) => operation switch
    {
        IInvocationOperation invocation => types.KindOf(invocation.TargetMethod) is not (CallKind.Other or CallKind.Dispose or CallKind.ResizeArray)
            || types.IsHandle(invocation.Type) || types.IsTaskOfHandle(invocation.Type)
            || invocation.TargetMethod.Parameters.Any(parameter => parameter.RefKind == RefKind.Out && types.IsHandle(parameter.Type)),
        ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation => types.IsHandle(operation.Type) || types.IsOwner(operation.Type),
        IObjectCreationOperation creation => types.IsOwner(creation.Type),
        _ => false,
    };

    private static ControlFlowGraph? GraphOf(IOperation body, CancellationToken cancellation) => body switch
    {
        { Parent: not null } => null,
        IMethodBodyOperation method => ControlFlowGraph.Create(method, cancellation),
        IConstructorBodyOperation constructor => ControlFlowGraph.Create(constructor, cancellation),
        IBlockOperation block => ControlFlowGraph.Create(block, cancellation),
        IFieldInitializerOperation field => ControlFlowGraph.Create(field, cancellation),
        IPropertyInitializerOperation property => ControlFlowGraph.Create(property, cancellation),
        _ => null,
    };
}
