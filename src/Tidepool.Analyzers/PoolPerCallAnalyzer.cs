using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Rules;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers;

/// <summary>Finds pools that a method creates for a single call: TIDE009.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PoolPerCallAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [PoolPerCallRule.Descriptor];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (TidepoolTypes.Find(start.Compilation) is { } types)
            {
                Mentions mentions = new(null, "BytePool");
                start.RegisterCodeBlockAction(block => Analyze(block, types, mentions));
            }
        });
    }

    private static void Analyze(CodeBlockAnalysisContext context, TidepoolTypes types, Mentions mentions)
    {
        if (context.OwningSymbol is not IMethodSymbol method
            || !mentions.AreAmong(context.CodeBlock, context.CancellationToken)
            || !PoolPerCallRule.IsOfInterest(method))
        {
            return;
        }

        bool isEntry = PoolPerCallRule.IsEntry(method);
        foreach (IOperation body in MemberBodies.Of(context))
        {
            foreach (IObjectCreationOperation creation in body.Descendants().OfType<IObjectCreationOperation>())
            {
                if (SymbolEqualityComparer.Default.Equals(creation.Type, types.Pool)
                    && (!isEntry || HandedFunctions.Have(creation, body))
                    && PoolPerCallRule.NameIfForOneCall(creation, body) is { } name)
                {
                    context.ReportDiagnostic(Diagnostic.Create(PoolPerCallRule.Descriptor, creation.Syntax.GetLocation(), name));
                }
            }
        }
    }
}
