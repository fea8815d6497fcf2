using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace Tidepool.Tool.Analysis;

/// <summary>The code of an assembly, and its symbols: what its methods call, and which arrays they make.</summary>
internal sealed class AssemblyCode : IDisposable
{
    /// <summary>Represents an array that a small method of the same assembly allocates.</summary>
    private const string OwnArray = "newarr";

    /// <summary>Methods with more bytes of IL are hardly ever inlined.</summary>
    private const int LargestInlined = 150;

    /// <summary>How deep methods that are inlined into each other are followed.</summary>
    private const int MostInlined = 3;

    private readonly string _folder;
    private readonly StatementCalls _others;
    private readonly PEReader _assembly;
    private readonly MetadataReaderProvider? _symbols;
    private readonly MetadataReader _metadata;
    private readonly MetadataReader? _lines;

    internal Lazy<StatementCalls.Lambda[]> LambdasThatMakeArrays { get; }

    internal Lazy<StatementCalls.Lambda[]> LambdasThatCollect { get; }

    private AssemblyCode(string folder, StatementCalls others, byte[] assembly, byte[]? symbols)
    {
        _folder = folder;
        _others = others;
        _assembly = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(assembly));
        _symbols = symbols is null ? EmbeddedIn(_assembly)
            : MetadataReaderProvider.FromPortablePdbImage(ImmutableCollectionsMarshal.AsImmutableArray(symbols));
        _metadata = _assembly.GetMetadataReader();
        _lines = _symbols?.GetMetadataReader();
        LambdasThatMakeArrays = new Lazy<StatementCalls.Lambda[]>(() => AllLambdas(MakesByteArray));
        LambdasThatCollect = new Lazy<StatementCalls.Lambda[]>(() => AllLambdas(static called => KnownCalls.AsksForCollections(called ?? "")));
    }

    /// <returns>Null if the file doesn't exist, or can't be read.</returns>
    internal static AssemblyCode? Open(string file, StatementCalls others)
    {
        string symbols = Path.ChangeExtension(file, ".pdb");
        try
        {
            return !File.Exists(file) ? null : new AssemblyCode(Path.GetDirectoryName(file) ?? "", others, File.ReadAllBytes(file),
                File.Exists(symbols) ? File.ReadAllBytes(symbols) : null);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            return null;
        }
    }

    /// <summary>The symbols that are part of the assembly itself, if there are any.</summary>
    private static MetadataReaderProvider? EmbeddedIn(PEReader assembly) =>
        assembly.ReadDebugDirectory().Where(static entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb)
            .Select(entry => assembly.ReadEmbeddedPortablePdbDebugDirectoryData(entry)).FirstOrDefault();

    internal bool MakesByteArrays(EntityHandle method, string name) => BodyOf(method, name) is { } body
        && CallsAmong([.. Instructions.Of(body)], MostInlined).Any(MakesByteArray);

    internal bool MakesOtherArrays(EntityHandle method, string name) => BodyOf(method, name) is { } body && MakesOtherArrays(body, MostInlined);

    private bool MakesOtherArrays(MethodBodyBlock body, int depth) => Instructions.Of(body).Any(one => one.Code == OpCodes.Newarr
        ? one.Operand.Kind is not (HandleKind.TypeReference or HandleKind.TypeDefinition) || !MakesByteArray(one)
        : depth > 0 && one.Code.OperandType == OperandType.InlineMethod && Unspecified(one.Operand) is { Kind: HandleKind.MethodDefinition } called
            && _metadata.GetMethodDefinition((MethodDefinitionHandle)called).RelativeVirtualAddress is not 0 and var address
            && _assembly.GetMethodBody(address) is { Size: <= LargestInlined } inlined && MakesOtherArrays(inlined, depth - 1));

    private static bool MakesByteArray(string? called) => called == OwnArray || (called is not null && KnownCalls.IsAllocator(called));

    internal bool RunsDelegates(EntityHandle method, string name) => BodyOf(method, name) is { } body
        && Instructions.Of(body).Any(one => one.Code == OpCodes.Callvirt && MemberNames.NameOf(_metadata, one.Operand) == "Invoke");

    /// <returns>Null if there is no such method, or it has no code.</returns>
    private MethodBodyBlock? BodyOf(EntityHandle method, string name)
    {
        if (method.Kind != HandleKind.MethodDefinition || MetadataTokens.GetRowNumber(method) > _metadata.MethodDefinitions.Count)
        {
            return null;
        }

        MethodDefinition definition = _metadata.GetMethodDefinition((MethodDefinitionHandle)method);
        return definition.RelativeVirtualAddress != 0 && name.Contains($".{_metadata.GetString(definition.Name)}", StringComparison.Ordinal)
            ? _assembly.GetMethodBody(definition.RelativeVirtualAddress) : null;
    }

    internal StatementCalls.Calls CallsAt(EntityHandle method, string name, int offset, bool isByAllocator)
    {
        if (BodyOf(method, name) is not { } body)
        {
            return StatementCalls.Calls.None;
        }

        int[] statements = _lines is null ? []
            : [.. _lines.GetMethodDebugInformation((MethodDefinitionHandle)method).GetSequencePoints().Select(static point => point.Offset)];
        int begin = statements.LastOrDefault(begin => begin <= offset);
        int end = statements.FirstOrDefault(begin => begin > offset, int.MaxValue);
        (int Offset, OpCode Code, EntityHandle Operand)[] all = [.. Instructions.Of(body)];
        (int Offset, OpCode Code, EntityHandle Operand)[] statement = [.. all.Where(one => one.Offset >= begin && one.Offset < end)];
        string?[] called = [.. CallsAmong(statement, MostInlined).Where(IsPossible)];
        string?[] calledByAll = [.. CallsAmong(all, MostInlined).Where(IsPossible)];
        StatementCalls.Lambda[] lambdas = LambdasAmong(statement, MakesByteArray);
        bool isOwn = calledByAll.Contains(OwnArray);
        return new StatementCalls.Calls(called.Contains(OwnArray) ? [] : [.. called.OfType<string>()],
            isOwn || called.Contains(null) ? [] : [.. calledByAll.OfType<string>()])
        {
            Written = [.. CallsAmong([.. all.Where(static one => one.Code != OpCodes.Ldftn)], MostInlined).Where(static one => one != OwnArray)
                .OfType<string>()],
            IsByOthers = !isOwn && !calledByAll.Contains(null),
            Lambdas = lambdas.Length > 0 ? lambdas : LambdasAmong(all, MakesByteArray),
        };

        bool IsPossible(string? one) => !isByAllocator || one != OwnArray;
    }

    /// <param name="instructions">The code.</param>
    /// <param name="depth">How many methods may be inlined into each other.</param>
    /// <returns>The names of the methods called. Null stands for a method of the same assembly that is too large to be inlined. Of one that may be inlined,
    /// the calls are included. <see cref="OwnArray"/> stands for each array that the code makes itself.</returns>
    private string?[] CallsAmong((int Offset, OpCode Code, EntityHandle Operand)[] instructions, int depth) =>
    [
        .. instructions.SelectMany(one => MakesByteArray(one) ? [OwnArray]
            : one.Code.OperandType == OperandType.InlineMethod ? CallsOf(one.Operand, depth) : []),
    ];

    /// <summary>The methods that the code makes delegates of, if any of the methods that they call matches.</summary>
    private StatementCalls.Lambda[] LambdasAmong(IEnumerable<(int Offset, OpCode Code, EntityHandle Operand)> instructions, Func<string?, bool> calls) =>
    [
        .. instructions.Where(static one => one.Code == OpCodes.Ldftn && one.Operand.Kind == HandleKind.MethodDefinition)
            .Select(static one => (MethodDefinitionHandle)one.Operand).Distinct()
            .Where(method => _metadata.GetMethodDefinition(method).RelativeVirtualAddress is not 0 and var address
                && CallsAmong([.. Instructions.Of(_assembly.GetMethodBody(address))], MostInlined).Any(calls))
            .Select(method => new StatementCalls.Lambda(MemberNames.OfDefinition(_metadata, method), LocationOf(method))),
    ];

    private StatementCalls.Lambda[] AllLambdas(Func<string?, bool> calls) => LambdasAmong(
        _metadata.MethodDefinitions.Select(method => _metadata.GetMethodDefinition(method).RelativeVirtualAddress).Where(static address => address != 0)
            .SelectMany(address => Instructions.Of(_assembly.GetMethodBody(address))), calls);

    private string? LocationOf(MethodDefinitionHandle method)
    {
        SequencePoint? first = _lines?.GetMethodDebugInformation(method).GetSequencePoints().Where(static point => !point.IsHidden)
            .Select(static point => (SequencePoint?)point).FirstOrDefault();
        return first is not { } point ? null
            : $"{Path.GetFileName(_lines!.GetString(_lines.GetDocument(point.Document).Name))}:{point.StartLine}";
    }

    private string?[] CallsOf(EntityHandle method, int depth)
    {
        if (MemberNames.Of(_metadata, method) is { } name)
        {
            MemberReferenceHandle reference = (MemberReferenceHandle)Unspecified(method);
            return depth > 0 && OfPackage(reference) is ({ } package, var handle) && package.CallsOf(handle, depth) is not [null] and var inlined
                ? inlined : [name];
        }

        method = Unspecified(method);
        if (depth == 0 || method.Kind != HandleKind.MethodDefinition
            || _metadata.GetMethodDefinition((MethodDefinitionHandle)method).RelativeVirtualAddress is not (not 0 and int address))
        {
            return [null];
        }

        MethodBodyBlock body = _assembly.GetMethodBody(address);
        (int Offset, OpCode Code, EntityHandle Operand)[] instructions = body.Size > LargestInlined ? [] : [.. Instructions.Of(body)];
        return instructions.Length == 0 ? [null] : CallsAmong(instructions, depth - 1);
    }

    /// <summary>The method itself, without its type arguments.</summary>
    private EntityHandle Unspecified(EntityHandle method) => method.Kind == HandleKind.MethodSpecification
        ? _metadata.GetMethodSpecification((MethodSpecificationHandle)method).Method : method;

    /// <summary>Finds a method of another assembly in the same folder, as packages' are. Those of the framework are known by their names.</summary>
    /// <returns>Null for other methods, and for overloaded ones of the same number of parameters.</returns>
    private (AssemblyCode Package, MethodDefinitionHandle Method)? OfPackage(MemberReferenceHandle reference)
    {
        MemberReference member = _metadata.GetMemberReference(reference);
        if (member.Parent.Kind != HandleKind.TypeReference
            || _metadata.GetTypeReference((TypeReferenceHandle)member.Parent) is not { ResolutionScope.Kind: HandleKind.AssemblyReference } type)
        {
            return null;
        }

        string assembly = _metadata.GetString(_metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name);
        return OwnCode.IsOfALibrary(assembly) || _others.ModuleOf(Path.Combine(_folder, $"{assembly}.dll")) is not { } package ? null
            : package.MethodNamed(_metadata.GetString(type.Namespace), _metadata.GetString(type.Name), _metadata.GetString(member.Name),
                member.DecodeMethodSignature(MemberNames.Instance, null).ParameterTypes.Length) is { } method ? (package, method) : null;
    }

    private MethodDefinitionHandle? MethodNamed(string space, string type, string name, int parameters)
    {
        MethodDefinitionHandle[] found =
        [
            .. _metadata.TypeDefinitions.Select(_metadata.GetTypeDefinition)
                .Where(definition => _metadata.StringComparer.Equals(definition.Namespace, space) && _metadata.StringComparer.Equals(definition.Name, type))
                .SelectMany(static definition => definition.GetMethods())
                .Where(handle => _metadata.GetMethodDefinition(handle) is var method && _metadata.StringComparer.Equals(method.Name, name)
                    && method.DecodeSignature(MemberNames.Instance, null).ParameterTypes.Length == parameters),
        ];
        return found.Length == 1 ? found[0] : null;
    }

    /// <summary>Whether an instruction makes an array of bytes, or of a type parameter, which may be bytes.</summary>
    private bool MakesByteArray((int Offset, OpCode Code, EntityHandle Operand) one) => one.Code == OpCodes.Newarr && one.Operand.Kind switch
    {
        HandleKind.TypeReference => _metadata.StringComparer.Equals(_metadata.GetTypeReference((TypeReferenceHandle)one.Operand).Name, "Byte"),
        HandleKind.TypeDefinition => _metadata.StringComparer.Equals(_metadata.GetTypeDefinition((TypeDefinitionHandle)one.Operand).Name, "Byte"),
        _ => true,
    };

    public void Dispose()
    {
        _assembly.Dispose();
        _symbols?.Dispose();
    }
}
