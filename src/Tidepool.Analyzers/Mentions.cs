using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Tidepool.Analyzers;

/// <summary>Tells by its words whether code can be of interest to a rule, so that all other code costs next to nothing.</summary>
/// <param name="isWord">Whether any other name is of interest, too.</param>
/// <param name="words">The names, one of which code of interest has unless it has one of the others.</param>
internal sealed class Mentions(Func<string, bool>? isWord, params string[] words)
{
    /// <summary>Whether a file's text has one of the words anywhere.</summary>
    private readonly ConcurrentDictionary<SyntaxTree, bool> _files = [];

    /// <summary>Whether one of the words is a name in the member.</summary>
    internal bool AreAmong(CodeBlockAnalysisContext context) =>
        (isWord is not null || _files.GetOrAdd(context.CodeBlock.SyntaxTree, file => HasWord(file, context.CancellationToken)))
        && context.CodeBlock.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken)
            && (Array.IndexOf(words, token.ValueText) >= 0 || isWord?.Invoke(token.ValueText) == true));

    private bool HasWord(SyntaxTree file, CancellationToken cancellation)
    {
        string text = file.GetText(cancellation).ToString();
        return Array.Exists(words, word => text.IndexOf(word, StringComparison.Ordinal) >= 0);
    }
}
