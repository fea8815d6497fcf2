using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Rules;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers;

/// <summary>Finds arrays of an <c>ArrayPool&lt;byte&gt;</c> that might as well be leases: TIDE008.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ArrayPoolAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [ArrayPoolRule.Descriptor];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (TidepoolTypes.Find(start.Compilation) is { ArrayPool: not null } types)
            {
                Mentions mentions = new(null, "Rent");
                start.RegisterCodeBlockAction(block => Analyze(block, types, mentions));
            }
        });
    }

    private static void Analyze(CodeBlockAnalysisContext context, TidepoolTypes types, Mentions mentions)
    {
        if (!mentions.AreAmong(context.CodeBlock, context.CancellationToken))
        {
            return;
        }

        foreach (IOperation body in MemberBodies.Of(context))
        {
            foreach ((IInvocationOperation rent, ILocalSymbol array, string? obstacle) in RentsIn(body, types))
            {
                if (obstacle is null)
                {
                    context.ReportDiagnostic(Diagnostic.Create(ArrayPoolRule.Descriptor, rent.Syntax.GetLocation(), array.Name));
                }
            }
        }
    }

    /// <summary>The byte arrays that a method rents into local variables, and why each isn't reported; null if it is.</summary>
    internal static IEnumerable<(IInvocationOperation Rent, ILocalSymbol Array, string? Obstacle)> RentsIn(IOperation body, TidepoolTypes types) =>
        from declarator in body.Descendants().OfType<IVariableDeclaratorOperation>()
        let rent = declarator.Initializer?.Value as IInvocationOperation
        where rent is not null && ArrayPoolRule.IsRent(rent, types)
        select (rent, declarator.Symbol, ArrayPoolRule.ObstacleTo(rent, declarator.Symbol, ScopeOf(declarator, body), types));

    /// <summary>The local function or lambda that the variable belongs to, or the method.</summary>
    private static IOperation ScopeOf(IOperation declarator, IOperation body)
    {
        for (IOperation? parent = declarator.Parent; parent is not null && parent != body; parent = parent.Parent)
        {
            if (parent is ILocalFunctionOperation { Body: { } function })
            {
                return function;
            }

            if (parent is IAnonymousFunctionOperation lambda)
            {
                return lambda.Body;
            }
        }

        return body;
    }
}
