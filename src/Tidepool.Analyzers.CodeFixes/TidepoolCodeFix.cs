using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>The base of all fixes: a single fix is one change to one file; the fixes of a whole file are applied one after the other.</summary>
public abstract class TidepoolCodeFix : CodeFixProvider
{
    /// <summary>The fix's title in the editor's menu.</summary>
    private protected abstract string Title { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() =>
        FixAllProvider.Create((context, document, diagnostics) => FixAllAsync(document, diagnostics, context.CancellationToken));

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
            if (FixIfItCompiles(root, PlaceOf(diagnostic, root), model, context.CancellationToken) is { } changed)
            {
                context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(changed)), Title), diagnostic);
            }
        }
    }

    /// <summary>Makes the change.</summary>
    /// <param name="root">The file.</param>
    /// <param name="place">The node that the diagnostic is about.</param>
    /// <param name="model">The file's semantic model.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The changed file; null if the change wouldn't be safe.</returns>
    private protected abstract SyntaxNode? Fix(SyntaxNode root, SyntaxNode place, SemanticModel model, CancellationToken cancellation);

    /// <summary>Whether there is a fix for the place.</summary>
    private protected bool IsOffered(SyntaxNode root, SyntaxNode place, SemanticModel model, CancellationToken cancellation) =>
        FixIfItCompiles(root, place, model, cancellation) is not null;

    private SyntaxNode? FixIfItCompiles(SyntaxNode root, SyntaxNode place, SemanticModel model, CancellationToken cancellation)
    {
        if (Fix(root, place, model, cancellation) is not { } changed)
        {
            return null;
        }

        SyntaxTree tree = model.SyntaxTree.WithRootAndOptions(changed, model.SyntaxTree.Options);
        SemanticModel changedModel = model.Compilation.ReplaceSyntaxTree(model.SyntaxTree, tree).GetSemanticModel(tree);
        return ErrorsOf(changedModel, cancellation) > ErrorsOf(model, cancellation) ? null : changed;
    }

    private static int ErrorsOf(SemanticModel model, CancellationToken cancellation) =>
        model.GetDiagnostics(cancellationToken: cancellation).Count(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    /// <summary>Applies the fixes one after the other, each to the result of the one before.</summary>
    /// <remarks>Fixes computed separately and then merged would conflict: they rewrite whole blocks, which several leases share, and must choose distinct
    /// names.</remarks>
    private async Task<Document?> FixAllAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } original)
        {
            return null;
        }

        ILookup<SyntaxNode, SyntaxAnnotation> marks = diagnostics.OrderBy(static diagnostic => diagnostic.Location.SourceSpan)
            .ToLookup(diagnostic => PlaceOf(diagnostic, original), static _ => new SyntaxAnnotation());
        document = document.WithSyntaxRoot(original.ReplaceNodes(marks.Select(static mark => mark.Key), (place, current) =>
            current.WithAdditionalAnnotations(marks[place])));
        foreach (SyntaxAnnotation mark in marks.Select(static mark => mark.First()))
        {
            SyntaxNode? root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
            SemanticModel? model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
            if (root is not null && model is not null && root.GetAnnotatedNodes(mark).FirstOrDefault() is { } place
                && FixIfItCompiles(root, place, model, cancellation) is { } changed)
            {
                document = document.WithSyntaxRoot(changed);
            }
        }

        return document;
    }

    private static SyntaxNode PlaceOf(Diagnostic diagnostic, SyntaxNode root) => root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
}
