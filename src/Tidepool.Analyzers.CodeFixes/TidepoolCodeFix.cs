using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>What all fixes have in common: one change to one file for each diagnostic.</summary>
public abstract class TidepoolCodeFix : CodeFixProvider
{
    /// <summary>What the fix is called in the editor's menu.</summary>
    private protected abstract string Title { get; }

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
        {
            return;
        }

        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            SyntaxNode place = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (Fix(root, place, model, context.CancellationToken) is { } changed)
            {
                context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(changed)), Title), diagnostic);
            }
        }
    }

    /// <summary>Makes the change.</summary>
    /// <param name="root">The file.</param>
    /// <param name="place">What the diagnostic is about.</param>
    /// <param name="model">The file's meaning.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The changed file; null where the change would not be safe.</returns>
    private protected abstract SyntaxNode? Fix(SyntaxNode root, SyntaxNode place, SemanticModel model, CancellationToken cancellation);
}
