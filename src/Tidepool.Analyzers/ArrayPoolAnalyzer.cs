using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Rules;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers;

/// <summary>Finds arrays of <c>ArrayPool&lt;byte&gt;.Shared</c> that might as well be leases: TIDE008.</summary>
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
                Mentions mentions = new(null, "ArrayPool");
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
            foreach (IVariableDeclaratorOperation declarator in body.Descendants().OfType<IVariableDeclaratorOperation>())
            {
                if (declarator.Initializer?.Value is IInvocationOperation rent && ArrayPoolRule.IsReplaceable(rent, declarator.Symbol, body, types))
                {
                    context.ReportDiagnostic(Diagnostic.Create(ArrayPoolRule.Descriptor, rent.Syntax.GetLocation(), declarator.Symbol.Name));
                }
            }
        }
    }
}
