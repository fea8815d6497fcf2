using Microsoft.Diagnostics.Symbols;
using Microsoft.Diagnostics.Tracing.Etlx;

namespace Tidepool.Tool.Analysis;

/// <summary>Finds the line of the program's code that is responsible for an allocation, and the library call that made it.</summary>
internal sealed class CallSites : IDisposable
{
    private const int MostFrames = 128;

    /// <summary>The prefix of methods generated at run time, which appear in no source.</summary>
    private const string DynamicMethod = "dynamicClass.";

    /// <summary>The prefix of methods that the compiler calls, such as those that run asynchronous methods.</summary>
    private const string OfCompiler = "System.Runtime.CompilerServices.";

    /// <summary>Except this class, whose <c>GetSubArray</c> allocates what <c>array[a..b]</c> asks for.</summary>
    private const string Helpers = OfCompiler + "RuntimeHelpers.";

    /// <summary>The prefix of the methods by which libraries allocate arrays.</summary>
    private const string Allocator = "System.GC.";

    /// <summary>Prefixes of methods that only run a delegate. Naming them wouldn't tell what allocates.</summary>
    private static readonly string[] s_delegates =
        ["System.Func`", "System.Action`", "System.Action.", "System.Predicate`", "System.Converter`", "System.Comparison`", "System.Delegate.",
            "System.MulticastDelegate."];

    private static readonly string[] s_librariesOfOthers = ["System.", "Microsoft.", "netstandard", "mscorlib"];

    /// <summary>Parts of method names, and the pools they identify.</summary>
    private static readonly (string Method, string Pool)[] s_pools =
    [
        ("Tidepool.Engines.", "Tidepool"),
        ("System.Buffers.SharedArrayPool", "ArrayPool.Shared"),
        ("System.Buffers.ConfigurableArrayPool", "ArrayPool.Create"),
        ("PinnedBlockMemoryPool", "ASP.NET Core's memory pool"),
        ("RecyclableMemoryStreamManager", "RecyclableMemoryStream"),
    ];

    private readonly Dictionary<(CallStackIndex Stack, bool IsByteArray), BlamedStack> _known = [];
    private readonly Dictionary<string, string> _names = [];
    private readonly StatementCalls _statements = new();
    private readonly SymbolReader _symbols = new(TextWriter.Null, nt_symbol_path: "") { SecurityCheck = static _ => true };

    /// <param name="stack">The stack; null if it wasn't recorded.</param>
    /// <param name="isByteArray">Whether a byte array was allocated. Known calls are looked for only then.</param>
    internal BlamedStack Of(TraceCallStack? stack, bool isByteArray)
    {
        if (stack is null)
        {
            return BlamedStack.Unknown;
        }

        if (!_known.TryGetValue((stack.CallStackIndex, isByteArray), out BlamedStack? blamed))
        {
            _known[(stack.CallStackIndex, isByteArray)] = blamed = Blame([.. Frames(stack)], isByteArray);
        }

        return blamed;
    }

    public void Dispose()
    {
        _statements.Dispose();
        _symbols.Dispose();
    }

    /// <summary>The named frames, innermost first. Methods generated at run time are skipped, since no source has them and their names differ from process to
    /// process.</summary>
    private static IEnumerable<TraceCodeAddress> Frames(TraceCallStack stack)
    {
        TraceCallStack? frame = stack;
        for (int depth = 0; depth < MostFrames && frame is not null; depth++, frame = frame.Caller)
        {
            string method = frame.CodeAddress.FullMethodName;
            if (method.Length > 0 && !method.StartsWith(DynamicMethod, StringComparison.Ordinal))
            {
                yield return frame.CodeAddress;
            }
        }
    }

    private BlamedStack Blame(TraceCodeAddress[] frames, bool isByteArray)
    {
        if (frames.Length == 0)
        {
            return BlamedStack.Unknown;
        }

        int own = Array.FindIndex(frames, IsOwn);
        string[] libraries = [.. frames.Take(own < 0 ? frames.Length : own).Select(static frame => frame.FullMethodName)];
        TraceCodeAddress blamed = own < 0 ? frames[0] : frames[own];
        KnownCall? known = isByteArray ? KnownCalls.Among(libraries) : null;
        string? call = own <= 0 ? null : CallAmong(libraries, known);
        string? pool = libraries.Select(PoolOf).FirstOrDefault(static pool => pool is not null);
        if (own >= 0 && isByteArray && known is null && pool is null && MayBeInlined(libraries))
        {
            // The call may have been inlined, and then has no frame of its own. Only a call that is known to allocate is named: another one may stand in the
            // statement by chance.
            StatementCalls.Calls calls = _statements.Of(blamed);
            if ((KnownCalls.Only(calls.OfStatement, areInlined: true) ?? KnownCalls.Only(calls.OfMethod, areInlined: true)) is { } only)
            {
                (known, call) = only;
            }
        }

        CallSite site = new(NameOf(blamed), LocationOf(blamed), pool) 
        {
            // Source has a range there, and no call.
            Call = call is null ? null : call.StartsWith(Helpers, StringComparison.Ordinal) ? known?.Name : CallOf(NameOf(call)),
            Known = known,
        };
        return new BlamedStack(site, [.. frames.Select(NameOf)]);
    }

    /// <summary>Whether the call that allocates may be inlined: no library method but the allocator is between the allocation and the program. Otherwise, the
    /// stack tells which call it is.</summary>
    internal static bool MayBeInlined(IReadOnlyCollection<string> libraries) =>
        libraries.All(static method => method.StartsWith(Allocator, StringComparison.Ordinal));

    /// <summary>The call to name among library methods, innermost first: the known one, or the one that the program makes.</summary>
    internal static string? CallAmong(IReadOnlyCollection<string> libraries, KnownCall? known) =>
        libraries.LastOrDefault(method => known?.Is(method) ?? false) ?? libraries.LastOrDefault(static method => !IsDriver(method));

    /// <summary>The method of a library that holds a local function or a lambda, which no program calls.</summary>
    private static string CallOf(string name) => name.IndexOf("), ", StringComparison.Ordinal) is var end and >= 0 ? name[..(end + 1)] : name;

    /// <summary>Whether a frame only runs others, and no source asks it for anything.</summary>
    internal static bool IsDriver(string method) =>
        (method.StartsWith(OfCompiler, StringComparison.Ordinal) && !method.StartsWith(Helpers, StringComparison.Ordinal))
        || s_delegates.Any(known => method.StartsWith(known, StringComparison.Ordinal));

    private static bool IsOwn(TraceCodeAddress frame) =>
        PoolOf(frame.FullMethodName) is null
        && frame.ModuleName != "Tidepool"
        && !IsOfALibrary(frame.ModuleName);

    private static bool IsOfALibrary(string name) => s_librariesOfOthers.Any(library => name.StartsWith(library, StringComparison.Ordinal));

    private static string? PoolOf(string method) => s_pools.FirstOrDefault(known => method.Contains(known.Method, StringComparison.Ordinal)).Pool;

    private string NameOf(TraceCodeAddress frame) => NameOf(frame.FullMethodName);

    private string NameOf(string method)
    {
        if (!_names.TryGetValue(method, out string? name))
        {
            _names[method] = name = MethodName.AsWritten(method);
        }

        return name;
    }

    private string? LocationOf(TraceCodeAddress address)
    {
        string module = address.ModuleFilePath;
        if (!File.Exists(Path.ChangeExtension(module, ".pdb")))
        {
            return null;
        }

        SourceLocation? line = address.GetSourceLine(_symbols);
        return line is not { LineNumber: > 0 } ? null : $"{Path.GetFileName(line.SourceFile.BuildTimeFilePath)}:{line.LineNumber}";
    }
}
