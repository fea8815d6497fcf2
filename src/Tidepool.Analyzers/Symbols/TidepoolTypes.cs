using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Symbols;

/// <summary>The types and members that the rules know, looked up once per compilation.</summary>
internal sealed class TidepoolTypes
{
    private static readonly ConditionalWeakTable<Compilation, Lazy<TidepoolTypes?>> s_known = new();

    private readonly HashSet<ISymbol> _handles;
    private readonly HashSet<ISymbol> _owners;
    private readonly HashSet<ISymbol> _views;
    private readonly HashSet<ISymbol> _tasks;
    private readonly Dictionary<ISymbol, CallKind> _calls = new(SymbolEqualityComparer.Default);

    private TidepoolTypes(Compilation compilation, INamedTypeSymbol pool)
    {
        Pool = pool;
        ArrayPool = compilation.GetTypeByMetadataName("System.Buffers.ArrayPool`1");
        DoesNotReturn = compilation.GetTypeByMetadataName("System.Diagnostics.CodeAnalysis.DoesNotReturnAttribute");
        DoesNotReturnIf = compilation.GetTypeByMetadataName("System.Diagnostics.CodeAnalysis.DoesNotReturnIfAttribute");
        _handles = TypesOf(compilation, "Tidepool.ByteLease", "Tidepool.Allocator", "Tidepool.SequenceLease");
        _owners = TypesOf(compilation, "Tidepool.PooledStream", "Tidepool.PooledBufferWriter");
        _views = TypesOf(
            compilation,
            "System.Span`1",
            "System.ReadOnlySpan`1",
            "System.Memory`1",
            "System.ReadOnlyMemory`1",
            "System.ArraySegment`1",
            "System.Buffers.ReadOnlySequence`1");
        _tasks = TypesOf(
            compilation,
            "System.Threading.Tasks.Task",
            "System.Threading.Tasks.Task`1",
            "System.Threading.Tasks.ValueTask",
            "System.Threading.Tasks.ValueTask`1",
            "System.Runtime.CompilerServices.ConfiguredTaskAwaitable",
            "System.Runtime.CompilerServices.ConfiguredTaskAwaitable`1",
            "System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable",
            "System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable`1",
            "System.Runtime.CompilerServices.TaskAwaiter",
            "System.Runtime.CompilerServices.TaskAwaiter`1",
            "System.Runtime.CompilerServices.ValueTaskAwaiter",
            "System.Runtime.CompilerServices.ValueTaskAwaiter`1",
            "System.Runtime.CompilerServices.ConfiguredTaskAwaitable+ConfiguredTaskAwaiter",
            "System.Runtime.CompilerServices.ConfiguredTaskAwaitable`1+ConfiguredTaskAwaiter",
            "System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable+ConfiguredValueTaskAwaiter",
            "System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable`1+ConfiguredValueTaskAwaiter");
        Carriers = new Carriers(this);

        AddCalls(pool, ("Rent", CallKind.Rent), ("RentSequence", CallKind.Rent), ("Allocate", CallKind.Rent));
        AddCalls(pool, ("TryRent", CallKind.TryRent), ("RentAsync", CallKind.RentAsync), ("CreateAllocator", CallKind.CreateAllocator));
        foreach (INamedTypeSymbol handle in _handles.OfType<INamedTypeSymbol>())
        {
            AddCalls(handle, ("Return", CallKind.Return), ("Dispose", CallKind.Dispose), ("Allocate", CallKind.Allocate));
            AddCalls(handle, ("ToMemoryOwner", CallKind.HandOn));
        }

        foreach (INamedTypeSymbol owner in _owners.OfType<INamedTypeSymbol>())
        {
            AddCalls(
                owner,
                ("CopyToLease", CallKind.Rent),
                ("FromBytes", CallKind.RentOwner),
                ("DetachBuffer", CallKind.RentOwner),
                ("Dispose", CallKind.Dispose));
        }

        AddCalls(compilation.GetTypeByMetadataName("System.Buffers.MemoryPool`1"), ("Rent", CallKind.RentOwner));
        AddCalls(compilation.GetSpecialType(SpecialType.System_IDisposable), ("Dispose", CallKind.Dispose));
        AddCalls(compilation.GetTypeByMetadataName("System.IAsyncDisposable"), ("DisposeAsync", CallKind.Dispose));
        AddCalls(
            compilation.GetTypeByMetadataName("System.IO.Stream"),
            ("Dispose", CallKind.Dispose),
            ("Close", CallKind.Dispose),
            ("DisposeAsync", CallKind.Dispose));
        AddCalls(ArrayPool, ("Rent", CallKind.RentArray), ("Return", CallKind.ReturnArray));
        AddCalls(compilation.GetSpecialType(SpecialType.System_Array), ("Resize", CallKind.ResizeArray));
    }

    /// <summary><c>BytePool</c>.</summary>
    internal INamedTypeSymbol Pool { get; }

    /// <summary><c>ArrayPool&lt;T&gt;</c>, if the framework has it.</summary>
    internal INamedTypeSymbol? ArrayPool { get; }

    /// <summary>Which types can carry a view.</summary>
    internal Carriers Carriers { get; }

    private INamedTypeSymbol? DoesNotReturn { get; }

    private INamedTypeSymbol? DoesNotReturnIf { get; }

    /// <summary>Null if the compilation doesn't reference Tidepool.</summary>
    internal static TidepoolTypes? Find(Compilation compilation) =>
        s_known.GetValue(compilation, static asked => new Lazy<TidepoolTypes?>(
            () => asked.GetTypeByMetadataName("Tidepool.BytePool") is { } pool ? new TidepoolTypes(asked, pool) : null)).Value;

    /// <summary>Whether values of the type represent a rental: leases and allocators.</summary>
    internal bool IsHandle(ITypeSymbol? type) => type is not null && _handles.Contains(type);

    /// <summary>Whether values of the type hold buffers until they are disposed: streams and writers.</summary>
    internal bool IsOwner(ITypeSymbol? type) => type is not null && _owners.Contains(type);

    /// <summary>Whether the type is a pool, or represents a rental.</summary>
    internal bool IsOwn(ITypeSymbol type) => IsHandle(type) || SymbolEqualityComparer.Default.Equals(type, Pool);

    /// <summary>Whether values of the type, or of its underlying type if it is nullable, are of no use after the return: leases, and not allocators.</summary>
    internal bool IsLease(ITypeSymbol? type) =>
        Carriers.NotNull(type) is { Name: not "Allocator" } lease && IsHandle(lease);

    /// <summary>Whether values of the type give access to bytes that they don't own: spans and memories.</summary>
    internal bool IsView(ITypeSymbol? type) => type is not null && _views.Contains(type.OriginalDefinition);

    /// <summary>Whether values of the type can be awaited.</summary>
    internal bool IsTask(ITypeSymbol? type) => type is not null && _tasks.Contains(type.OriginalDefinition);

    /// <summary>Whether values of the type give a lease once awaited.</summary>
    internal bool IsTaskOfHandle(ITypeSymbol? type) => IsTask(type) && type is INamedTypeSymbol { TypeArguments: { Length: 1 } arguments }
        && IsHandle(arguments[0]);

    /// <summary>What a call of the method means; an override means the same as the overridden method.</summary>
    internal CallKind KindOf(IMethodSymbol method)
    {
        for (IMethodSymbol? known = method; known is not null; known = known.OverriddenMethod)
        {
            if (_calls.TryGetValue(known.OriginalDefinition, out CallKind kind))
            {
                return kind;
            }
        }

        return CallKind.Other;
    }

    /// <summary>Whether a call never returns, such as that of a method which only throws.</summary>
    internal bool NeverReturns(IMethodSymbol method) => AttributeOf(method, DoesNotReturn) is not null;

    /// <summary>The value of an argument with which a call never returns, such as that of an assertion.</summary>
    internal bool? NeverReturnsIf(IParameterSymbol? parameter) =>
        parameter?.Type.SpecialType == SpecialType.System_Boolean && AttributeOf(parameter, DoesNotReturnIf) is { ConstructorArguments.Length: 1 } attribute
            ? attribute.ConstructorArguments[0].Value as bool?
            : null;

    private static AttributeData? AttributeOf(ISymbol symbol, INamedTypeSymbol? type) =>
        symbol.GetAttributes().FirstOrDefault(attribute => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, type));

    private static HashSet<ISymbol> TypesOf(Compilation compilation, params string[] names)
    {
        HashSet<ISymbol> types = new(SymbolEqualityComparer.Default);
        foreach (string name in names)
        {
            if (compilation.GetTypeByMetadataName(name) is { } type)
            {
                types.Add(type);
            }
        }

        return types;
    }

    private void AddCalls(INamedTypeSymbol? type, params (string Name, CallKind Kind)[] calls)
    {
        foreach ((string name, CallKind kind) in calls)
        {
            foreach (ISymbol member in type?.GetMembers(name) ?? [])
            {
                _calls[member] = kind;
            }
        }
    }
}
