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
        UseAfterReturnRule.Descriptor,
        DoubleReturnRule.Descriptor,
        OutlivingViewRule.Descriptor,
        OutlivingViewRule.LeaseDescriptor,
        ReplacedArrayRule.Descriptor,
        CopiedLeaseRule.Descriptor,
        RepeatedReturnRule.Descriptor,
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
                Mentions mentions = new("Rent", "TryRent", "RentAsync", "RentSequence", "Allocate", "Return", "ByteLease", "Allocator", "SequenceLease");
                start.RegisterCodeBlockAction(block => Analyze(block, types, mentions));
            }
        });
    }

    private static void Analyze(CodeBlockAnalysisContext context, TidepoolTypes types, Mentions mentions)
    {
        if (!mentions.AreAmong(context))
        {
            return;
        }

        foreach (IOperation body in MemberBodies.Of(context))
        {
            if (body.Descendants().Any(operation => IsOfInterest(operation, types)) && GraphOf(body, context.CancellationToken) is { } graph)
            {
                Follow(graph, types, context);
            }
        }
    }

    /// <summary>Follows a method, and by themselves the functions within it.</summary>
    private static void Follow(ControlFlowGraph graph, TidepoolTypes types, CodeBlockAnalysisContext context)
    {
        LeaseFindings findings = new();
        if (new FlowAnalysis(graph, types, findings).Run(context.CancellationToken))
        {
            foreach (Diagnostic diagnostic in findings.ToDiagnostics())
            {
                context.ReportDiagnostic(diagnostic);
            }
        }

        foreach (IMethodSymbol function in graph.LocalFunctions)
        {
            Follow(graph.GetLocalFunctionControlFlowGraph(function, context.CancellationToken), types, context);
        }

        foreach (BasicBlock block in graph.Blocks)
        {
            foreach (IFlowAnonymousFunctionOperation lambda in block.Operations.SelectMany(LambdasOf).Concat(LambdasOf(block.BranchValue)))
            {
                Follow(graph.GetAnonymousFunctionControlFlowGraph(lambda, context.CancellationToken), types, context);
            }
        }
    }

    private static IEnumerable<IFlowAnonymousFunctionOperation> LambdasOf(IOperation? operation) =>
        operation?.DescendantsAndSelf().OfType<IFlowAnonymousFunctionOperation>() ?? [];

    private static bool IsOfInterest(IOperation operation, TidepoolTypes types) => operation switch
    {
        IInvocationOperation invocation => types.KindOf(invocation.TargetMethod) is not (CallKind.Other or CallKind.Dispose or CallKind.ResizeArray),
        ILocalReferenceOperation or IParameterReferenceOperation => types.IsHandle(operation.Type),
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
