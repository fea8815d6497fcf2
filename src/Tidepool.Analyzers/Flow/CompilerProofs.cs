using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Flow;

/// <summary>What the compiler has proved about a method: that a <c>switch</c> is exhaustive, and that a value isn't null.</summary>
internal sealed class CompilerProofs(ControlFlowGraph graph)
{
    private readonly SemanticModel? _model = ModelOf(graph);
    private readonly Dictionary<SwitchStatementSyntax, bool> _switches = [];

    /// <summary>The semantic model of a method; only operations outside of graphs have it.</summary>
    internal static SemanticModel? ModelOf(ControlFlowGraph graph)
    {
        ControlFlowGraph outermost = graph;
        while (outermost.Parent is { } around)
        {
            outermost = around;
        }

        return outermost.OriginalOperation.SemanticModel;
    }

    /// <summary>Whether the block tests the last case of an exhaustive <c>switch</c>, so that the test never fails.</summary>
    internal bool IsOnlyCaseLeft(BasicBlock block)
    {
        if (block.BranchValue?.Syntax.FirstAncestorOrSelf<SwitchLabelSyntax>() is not
            {
                Parent: SwitchSectionSyntax { Parent: SwitchStatementSyntax { Sections: var sections } statement },
            } label
            || sections.Last().Labels.Last() != label)
        {
            return false;
        }

        if (!_switches.TryGetValue(statement, out bool isExhaustive))
        {
            _switches.Add(statement, isExhaustive = IsExhaustive(statement));
        }

        return isExhaustive;
    }

    /// <summary>Whether the value isn't null according to the compiler's own flow analysis.</summary>
    internal bool IsNotNull(IOperation value) =>
        value is { Type.IsValueType: false, Syntax: ExpressionSyntax expression, IsImplicit: false }
        && _model?.SyntaxTree == expression.SyntaxTree
        && _model.GetTypeInfo(expression).Nullability.FlowState == NullableFlowState.NotNull;

    /// <summary>Asks the compiler about a <c>switch</c> expression with the same cases: for a statement, it doesn't expose the answer.</summary>
    private bool IsExhaustive(SwitchStatementSyntax statement)
    {
        List<SwitchExpressionArmSyntax> arms = [];
        foreach (SwitchLabelSyntax label in statement.Sections.SelectMany(static section => section.Labels))
        {
            switch (label)
            {
                case CasePatternSwitchLabelSyntax pattern:
                    arms.Add(Arm(pattern.Pattern, pattern.WhenClause));
                    break;
                case CaseSwitchLabelSyntax constant:
                    arms.Add(Arm(SyntaxFactory.ConstantPattern(constant.Value), null));
                    break;
                default:
                    return false;
            }
        }

        SwitchExpressionSyntax expression = SyntaxFactory.SwitchExpression(SyntaxFactory.ParenthesizedExpression(statement.Expression), [.. arms]);
        ExpressionStatementSyntax asked = SyntaxFactory.ExpressionStatement(
            SyntaxFactory.AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, SyntaxFactory.IdentifierName("_"), expression));
        return _model?.SyntaxTree == statement.SyntaxTree
            && _model.TryGetSpeculativeSemanticModel(statement.SpanStart, asked, out SemanticModel? speculative)
            && speculative!.GetOperation(((AssignmentExpressionSyntax)asked.Expression).Right) is { } operation
            && operation.DescendantsAndSelf().OfType<ISwitchExpressionOperation>().FirstOrDefault() is { IsExhaustive: true };
    }

    private static SwitchExpressionArmSyntax Arm(PatternSyntax pattern, WhenClauseSyntax? guard) =>
        SyntaxFactory.SwitchExpressionArm(pattern, guard, SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(0)));
}
