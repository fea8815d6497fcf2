using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Microsoft.Diagnostics.Tracing.Etlx;

namespace Tidepool.Tool.Analysis;

/// <summary>Reads the methods that a statement calls from an assembly and its symbols, since inlined methods don't appear in stacks.</summary>
internal sealed class StatementCalls : IDisposable
{
    /// <summary>Represents an array that a small method of the same assembly allocates.</summary>
    private const string OwnArray = "newarr";

    /// <summary>Methods with more bytes of IL are hardly ever inlined.</summary>
    private const int LargestInlined = 150;

    /// <summary>How deep methods that are inlined into each other are followed.</summary>
    private const int MostInlined = 3;

    private readonly Dictionary<string, Module?> _modules = [];

    /// <summary>Finds the methods of other assemblies, by their full names, that the statement at an address calls, and those that its whole method
    /// calls. Of a small method of a package, the methods that it calls are found instead, since it may be inlined.</summary>
    /// <returns>Nothing if the assembly isn't available, or the code may allocate a byte array itself. Without symbols, the whole method counts as the
    /// statement.</returns>
    /// <param name="address">The address.</param>
    /// <param name="isByAllocator">Whether a method such as <c>GC.AllocateArray</c> made the array. Then <c>new</c> didn't, wherever the code has it.</param>
    internal Calls Of(TraceCodeAddress address, bool isByAllocator) => address.Method is { MethodToken: not 0 } method && address.ModuleFilePath.Length > 0
        ? At(address.ModuleFilePath, method.MethodToken, method.FullMethodName, address.ILOffset, isByAllocator)
        : Calls.None;

    /// <inheritdoc cref="Of(TraceCodeAddress, bool)"/>
    /// <param name="file">The assembly.</param>
    /// <param name="token">Metadata token of the method.</param>
    /// <param name="method">Full name of the method. A file from a different build has another method at this token.</param>
    /// <param name="offset">IL offset within the method.</param>
    /// <param name="isByAllocator">Whether a method such as <c>GC.AllocateArray</c> made the array.</param>
    internal Calls At(string file, int token, string method, int offset, bool isByAllocator) =>
        ModuleOf(file)?.CallsAt(MetadataTokens.EntityHandle(token), method, offset, isByAllocator) ?? Calls.None;

    /// <summary>Whether the code of a method, or a small method of its assembly that it calls, makes byte arrays.</summary>
    /// <returns>False too if the assembly isn't available.</returns>
    internal bool MakesByteArrays(TraceCodeAddress address) => address.Method is { MethodToken: not 0 } method && address.ModuleFilePath.Length > 0
        && MakesByteArrays(address.ModuleFilePath, method.MethodToken, method.FullMethodName);

    /// <inheritdoc cref="MakesByteArrays(TraceCodeAddress)"/>
    internal bool MakesByteArrays(string file, int token, string method) =>
        ModuleOf(file)?.MakesByteArrays(MetadataTokens.EntityHandle(token), method) ?? false;

    /// <summary>The methods of an assembly that are used as delegates, and that make byte arrays.</summary>
    /// <returns>None if the assembly isn't available.</returns>
    internal IReadOnlyList<Lambda> LambdasThatMakeArrays(string file) => ModuleOf(file)?.LambdasThatMakeArrays.Value ?? [];

    /// <summary>The methods of an assembly that are used as delegates, and that ask for collections.</summary>
    /// <returns>None if the assembly isn't available.</returns>
    internal IReadOnlyList<Lambda> LambdasThatCollect(string file) => ModuleOf(file)?.LambdasThatCollect.Value ?? [];

    /// <summary>Whether the code of a method runs a delegate, so that what the delegate does may be inlined into it.</summary>
    /// <returns>False too if the assembly isn't available.</returns>
    internal bool RunsDelegates(TraceCodeAddress address) => address.Method is { MethodToken: not 0 } method && address.ModuleFilePath.Length > 0
        && RunsDelegates(address.ModuleFilePath, method.MethodToken, method.FullMethodName);

    /// <inheritdoc cref="RunsDelegates(TraceCodeAddress)"/>
    internal bool RunsDelegates(string file, int token, string method) =>
        ModuleOf(file)?.RunsDelegates(MetadataTokens.EntityHandle(token), method) ?? false;

    private Module? ModuleOf(string file)
    {
        if (!_modules.TryGetValue(file, out Module? module))
        {
            _modules[file] = module = Module.Open(file, this);
        }

        return module;
    }

    public void Dispose()
    {
        foreach (Module? module in _modules.Values)
        {
            module?.Dispose();
        }
    }

    /// <summary>The methods called, by their full names.</summary>
    /// <param name="OfStatement">The methods that the statement calls, itself or by small methods of its own assembly, which may have been inlined.</param>
    /// <param name="OfMethod">The methods that the whole method calls, since optimized code may be mapped to a neighbouring statement. Empty if the statement
    /// calls a method of its own assembly whose calls aren't known.</param>
    internal sealed record Calls(IReadOnlyList<string> OfStatement, IReadOnlyList<string> OfMethod)
    {
        internal static Calls None { get; } = new([], []);

        /// <summary>Whether only methods of other assemblies can have made the array: the method has no <c>new</c> of its own for it, nor calls a method of its
        /// own assembly that may have.</summary>
        internal bool IsByOthers { get; init; }

        /// <summary>All methods of other assemblies that the method calls, whether or not they may have made the array.</summary>
        internal IReadOnlyList<string> Written { get; init; } = [];

        /// <summary>The lambdas that the statement, or otherwise its method, passes on, and that make byte arrays.</summary>
        internal IReadOnlyList<Lambda> Lambdas { get; init; } = [];
    }

    /// <summary>A lambda, or a method that is used as one.</summary>
    /// <param name="Method">Its full name, as in stacks.</param>
    /// <param name="Location">File and line, if symbols are available.</param>
    internal sealed record Lambda(string Method, string? Location);

    private sealed class Module : IDisposable
    {
        private readonly string _folder;
        private readonly StatementCalls _others;
        private readonly PEReader _assembly;
        private readonly MetadataReaderProvider? _symbols;
        private readonly MetadataReader _metadata;
        private readonly MetadataReader? _lines;

        internal Lazy<Lambda[]> LambdasThatMakeArrays { get; }

        internal Lazy<Lambda[]> LambdasThatCollect { get; }

        private Module(string folder, StatementCalls others, byte[] assembly, byte[]? symbols)
        {
            _folder = folder;
            _others = others;
            _assembly = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(assembly));
            _symbols = symbols is null ? null : MetadataReaderProvider.FromPortablePdbImage(ImmutableCollectionsMarshal.AsImmutableArray(symbols));
            _metadata = _assembly.GetMetadataReader();
            _lines = _symbols?.GetMetadataReader();
            LambdasThatMakeArrays = new Lazy<Lambda[]>(() => AllLambdas(MakesByteArray));
            LambdasThatCollect = new Lazy<Lambda[]>(() => AllLambdas(static called => KnownCalls.AsksForCollections(called ?? "")));
        }

        /// <returns>Null if the file doesn't exist, or can't be read.</returns>
        internal static Module? Open(string file, StatementCalls others)
        {
            string symbols = Path.ChangeExtension(file, ".pdb");
            try
            {
                return !File.Exists(file) ? null : new Module(Path.GetDirectoryName(file) ?? "", others, File.ReadAllBytes(file),
                    File.Exists(symbols) ? File.ReadAllBytes(symbols) : null);
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or BadImageFormatException)
            {
                return null;
            }
        }

        internal bool MakesByteArrays(EntityHandle method, string name) => BodyOf(method, name) is { } body
            && CallsAmong([.. Instructions.Of(body)], MostInlined).Any(MakesByteArray);

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

        internal Calls CallsAt(EntityHandle method, string name, int offset, bool isByAllocator)
        {
            if (BodyOf(method, name) is not { } body)
            {
                return Calls.None;
            }

            int[] statements = _lines is null ? []
                : [.. _lines.GetMethodDebugInformation((MethodDefinitionHandle)method).GetSequencePoints().Select(static point => point.Offset)];
            int begin = statements.LastOrDefault(begin => begin <= offset);
            int end = statements.FirstOrDefault(begin => begin > offset, int.MaxValue);
            (int Offset, OpCode Code, EntityHandle Operand)[] all = [.. Instructions.Of(body)];
            (int Offset, OpCode Code, EntityHandle Operand)[] statement = [.. all.Where(one => one.Offset >= begin && one.Offset < end)];
            string?[] called = [.. CallsAmong(statement, MostInlined).Where(IsPossible)];
            string?[] calledByAll = [.. CallsAmong(all, MostInlined).Where(IsPossible)];
            Lambda[] lambdas = LambdasAmong(statement, MakesByteArray);
            bool isOwn = calledByAll.Contains(OwnArray);
            return new Calls(called.Contains(OwnArray) ? [] : [.. called.OfType<string>()],
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
        private Lambda[] LambdasAmong(IEnumerable<(int Offset, OpCode Code, EntityHandle Operand)> instructions, Func<string?, bool> calls) =>
        [
            .. instructions.Where(static one => one.Code == OpCodes.Ldftn && one.Operand.Kind == HandleKind.MethodDefinition)
                .Select(static one => (MethodDefinitionHandle)one.Operand).Distinct()
                .Where(method => _metadata.GetMethodDefinition(method).RelativeVirtualAddress is not 0 and var address
                    && CallsAmong([.. Instructions.Of(_assembly.GetMethodBody(address))], MostInlined).Any(calls))
                .Select(method => new Lambda(MemberNames.OfDefinition(_metadata, method), LocationOf(method))),
        ];

        private Lambda[] AllLambdas(Func<string?, bool> calls) => LambdasAmong(
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
        private (Module Package, MethodDefinitionHandle Method)? OfPackage(MemberReferenceHandle reference)
        {
            MemberReference member = _metadata.GetMemberReference(reference);
            if (member.Parent.Kind != HandleKind.TypeReference
                || _metadata.GetTypeReference((TypeReferenceHandle)member.Parent) is not { ResolutionScope.Kind: HandleKind.AssemblyReference } type)
            {
                return null;
            }

            string assembly = _metadata.GetString(_metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name);
            return CallSites.IsOfALibrary(assembly) || _others.ModuleOf(Path.Combine(_folder, $"{assembly}.dll")) is not { } package ? null
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
}
