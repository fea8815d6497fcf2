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
    internal Calls Of(TraceCodeAddress address) => address.Method is { MethodToken: not 0 } method && address.ModuleFilePath.Length > 0
        ? At(address.ModuleFilePath, method.MethodToken, method.FullMethodName, address.ILOffset)
        : Calls.None;

    /// <inheritdoc cref="Of(TraceCodeAddress)"/>
    /// <param name="file">The assembly.</param>
    /// <param name="token">Metadata token of the method.</param>
    /// <param name="method">Full name of the method. A file from a different build has another method at this token.</param>
    /// <param name="offset">IL offset within the method.</param>
    internal Calls At(string file, int token, string method, int offset) =>
        ModuleOf(file)?.CallsAt(MetadataTokens.EntityHandle(token), method, offset) ?? Calls.None;

    /// <summary>Whether the code of a method, or a small method of its assembly that it calls, makes byte arrays.</summary>
    /// <returns>False too if the assembly isn't available.</returns>
    internal bool MakesByteArrays(TraceCodeAddress address) => address.Method is { MethodToken: not 0 } method && address.ModuleFilePath.Length > 0
        && MakesByteArrays(address.ModuleFilePath, method.MethodToken, method.FullMethodName);

    /// <inheritdoc cref="MakesByteArrays(TraceCodeAddress)"/>
    internal bool MakesByteArrays(string file, int token, string method) =>
        ModuleOf(file)?.MakesByteArrays(MetadataTokens.EntityHandle(token), method) ?? false;

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
    }

    private sealed class Module : IDisposable
    {
        private readonly string _folder;
        private readonly StatementCalls _others;
        private readonly PEReader _assembly;
        private readonly MetadataReaderProvider? _symbols;
        private readonly MetadataReader _metadata;
        private readonly MetadataReader? _lines;

        private Module(string folder, StatementCalls others, byte[] assembly, byte[]? symbols)
        {
            _folder = folder;
            _others = others;
            _assembly = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(assembly));
            _symbols = symbols is null ? null : MetadataReaderProvider.FromPortablePdbImage(ImmutableCollectionsMarshal.AsImmutableArray(symbols));
            _metadata = _assembly.GetMetadataReader();
            _lines = _symbols?.GetMetadataReader();
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
            && CallsAmong([.. Instructions.Of(body)], MostInlined)
                .Any(static called => called == OwnArray || (called is not null && KnownCalls.IsAllocator(called)));

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

        internal Calls CallsAt(EntityHandle method, string name, int offset)
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
            string?[] called = CallsAmong(statement, MostInlined);
            string?[] calledByAll = called.Contains(null) ? [] : CallsAmong(all, MostInlined);
            return called.Contains(OwnArray) ? Calls.None
                : new Calls([.. called.OfType<string>()], calledByAll.Contains(OwnArray) ? [] : [.. calledByAll.OfType<string>()]);
        }

        /// <param name="instructions">The code.</param>
        /// <param name="depth">How many methods may be inlined into each other.</param>
        /// <returns>The names of the methods called. Null stands for a method of the same assembly that is too large to be inlined. Of one that may be inlined,
        /// the calls are included, or <see cref="OwnArray"/> if it allocates an array itself.</returns>
        private string?[] CallsAmong((int Offset, OpCode Code, EntityHandle Operand)[] instructions, int depth) =>
            instructions.Any(MakesByteArray) ? [OwnArray]
            : [.. instructions.Where(static one => one.Code.OperandType == OperandType.InlineMethod).SelectMany(one => CallsOf(one.Operand, depth))];

        private string?[] CallsOf(EntityHandle method, int depth)
        {
            if (method.Kind == HandleKind.MethodSpecification)
            {
                method = _metadata.GetMethodSpecification((MethodSpecificationHandle)method).Method;
            }

            if (MemberNames.Of(_metadata, method) is { } name)
            {
                return depth > 0 && OfPackage((MemberReferenceHandle)method) is ({ } package, var handle)
                    && package.CallsOf(handle, depth) is not [null] and var inlined ? inlined : [name];
            }

            if (depth == 0 || method.Kind != HandleKind.MethodDefinition
                || _metadata.GetMethodDefinition((MethodDefinitionHandle)method).RelativeVirtualAddress is not (not 0 and int address))
            {
                return [null];
            }

            MethodBodyBlock body = _assembly.GetMethodBody(address);
            (int Offset, OpCode Code, EntityHandle Operand)[] instructions = body.Size > LargestInlined ? [] : [.. Instructions.Of(body)];
            return instructions.Length == 0 ? [null] : CallsAmong(instructions, depth - 1);
        }

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
