using Microsoft.Diagnostics.Symbols;
using Microsoft.Diagnostics.Tracing.Etlx;

namespace Tidepool.Tool.Analysis;

/// <summary>Finds the line of a program that an allocation is to be blamed on.</summary>
internal sealed class CallSites : IDisposable
{
    private const int MostFrames = 128;

    private static readonly string[] s_librariesOfOthers = ["System.", "Microsoft.", "netstandard", "mscorlib"];

    /// <summary>Part of a method's name, and the pool that it tells of.</summary>
    private static readonly (string Method, string Pool)[] s_pools =
    [
        ("Tidepool.Engines.", "Tidepool"),
        ("System.Buffers.SharedArrayPool", "ArrayPool.Shared"),
        ("System.Buffers.ConfigurableArrayPool", "ArrayPool.Create"),
        ("PinnedBlockMemoryPool", "ASP.NET Core's memory pool"),
        ("RecyclableMemoryStreamManager", "RecyclableMemoryStream"),
    ];

    private readonly Dictionary<CallStackIndex, CallSite> _known = [];
    private readonly SymbolReader _symbols = new(TextWriter.Null, nt_symbol_path: "") { SecurityCheck = static _ => true };

    internal CallSite Of(TraceCallStack? stack)
    {
        if (stack is null)
        {
            return CallSite.Unknown;
        }

        if (!_known.TryGetValue(stack.CallStackIndex, out CallSite? site))
        {
            _known[stack.CallStackIndex] = site = Find(stack);
        }

        return site;
    }

    public void Dispose() => _symbols.Dispose();

    private CallSite Find(TraceCallStack stack)
    {
        TraceCodeAddress? first = null;
        TraceCodeAddress? own = null;
        string? pool = null;
        TraceCallStack? frame = stack;
        for (int depth = 0; depth < MostFrames && frame is not null && own is null; depth++, frame = frame.Caller)
        {
            TraceCodeAddress address = frame.CodeAddress;
            string method = address.FullMethodName;
            if (method.Length == 0)
            {
                continue;
            }

            first ??= address;
            string? found = s_pools.FirstOrDefault(known => method.Contains(known.Method, StringComparison.Ordinal)).Pool;
            pool ??= found;
            bool isOwn = found is null
                && address.ModuleName != "Tidepool"
                && !s_librariesOfOthers.Any(library => address.ModuleName.StartsWith(library, StringComparison.Ordinal));
            own = isOwn ? address : null;
        }

        return (own ?? first) is { } blamed ? new CallSite(MethodName.AsWritten(blamed.FullMethodName), LocationOf(blamed), pool) : CallSite.Unknown;
    }

    private string? LocationOf(TraceCodeAddress address)
    {
        string module = address.ModuleFilePath;
        if (!File.Exists(Path.ChangeExtension(module, ".pdb")))
        {
            return null;
        }

        SourceLocation? line = address.GetSourceLine(_symbols);
        return line is null ? null : $"{Path.GetFileName(line.SourceFile.BuildTimeFilePath)}:{line.LineNumber}";
    }
}
