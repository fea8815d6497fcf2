using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Tidepool.Analyzers;

/// <summary>Tells by its words whether code can be of interest to a rule, so that all other code costs next to nothing.</summary>
/// <param name="words">The names, one of which all code of interest has.</param>
internal sealed class Mentions(params string[] words)
{
    /// <summary>Whether a file's text has one of the words anywhere.</summary>
    private readonly ConcurrentDictionary<SyntaxTree, bool> _files = [];

    /// <summary>Whether one of the words is a name in the member.</summary>
    internal bool AreAmong(CodeBlockAnalysisContext context) =>
        _files.GetOrAdd(context.CodeBlock.SyntaxTree, file => HasWord(file, context.CancellationToken))
        && context.CodeBlock.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && Array.IndexOf(words, token.ValueText) >= 0);

    private bool HasWord(SyntaxTree file, CancellationToken cancellation)
    {
        string text = file.GetText(cancellation).ToString();
        return Array.Exists(words, word => text.IndexOf(word, StringComparison.Ordinal) >= 0);
    }
}
