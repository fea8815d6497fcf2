using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>What the graph's temporaries stand for. An assignment to one, as in <c>??=</c>, assigns the variable behind it.</summary>
internal sealed class Temporaries
{
    private readonly Dictionary<CaptureId, List<IOperation>> _captured = [];

    internal Temporaries(ControlFlowGraph graph)
    {
        foreach (BasicBlock block in graph.Blocks)
        {
            foreach (IOperation operation in block.Operations)
            {
                if (operation is IFlowCaptureOperation capture)
                {
                    if (!_captured.TryGetValue(capture.Id, out List<IOperation> values))
                    {
                        _captured.Add(capture.Id, values = []);
                    }

                    values.Add(capture.Value);
                }
            }
        }
    }

    /// <summary>The operations whose value the temporary may have.</summary>
    internal IReadOnlyList<IOperation> Behind(CaptureId temporary) => _captured.TryGetValue(temporary, out List<IOperation> values) ? values : [];
}
