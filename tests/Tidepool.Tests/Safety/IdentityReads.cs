using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Tidepool.Tests.Safety;

/// <summary>Finds the methods of an assembly that read the identity of the running thread, and those of them that may be inlined into other code,
/// where the compiler could keep the identity across an await.</summary>
/// <remarks>
/// <para>It looks at the code, not at names. A thread's identity can be read from the address of a local, as a number, and from thread-static fields.</para>
/// <para>The rule: such a method is never inlined and awaits nothing; or it is always inlined, is called only in this assembly and directly,
/// and the rule holds for all its callers, which then read the identity themselves.</para>
/// </remarks>
internal sealed class IdentityReads
{
    /// <summary>The flag of a method that the runtime itself suspends: <c>MethodImplOptions.Async</c>, a preview in .NET 10.</summary>
    private const MethodImplAttributes RuntimeAsync = (MethodImplAttributes)0x2000;

    private readonly Dictionary<MethodDefinition, List<MethodDefinition>> _callers = [];
    private readonly HashSet<MethodDefinition> _delegates = [];
    private readonly Dictionary<MethodDefinition, string> _reads = [];
    private readonly SortedSet<string> _violations = new(StringComparer.Ordinal);

    private IdentityReads(IEnumerable<TypeDefinition> types)
    {
        foreach (MethodDefinition method in types.SelectMany(static type => type.Methods).Where(static method => method.HasBody))
        {
            NoteCalls(method);
            if (method.Body.Instructions.Select(ReadBy).FirstOrDefault(static what => what is not null) is { } read)
            {
                _reads.Add(method, $"{Name(method)} reads {read}");
                Roots.Add(method.Name);
            }
        }

        Queue<MethodDefinition> left = new(_reads.Keys);
        while (left.TryDequeue(out MethodDefinition? method))
        {
            Judge(method, left);
        }
    }

    /// <summary>The names of the methods that contain the reads.</summary>
    internal List<string> Roots { get; } = [];

    /// <summary>The methods that break the rule, each with the path to the read.</summary>
    internal IReadOnlyCollection<string> Violations => _violations;

    /// <summary>Examines an assembly.</summary>
    /// <param name="path">The assembly's file.</param>
    /// <param name="within">The full name of a type, to examine only it and its nested types; null for all types.</param>
    internal static IdentityReads Of(string path, string? within = null)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(path, new ReaderParameters { InMemory = true });
        return new IdentityReads(module.GetAllTypes().Where(type => within is null || $"{type.FullName}/".StartsWith($"{within}/", StringComparison.Ordinal)));
    }

    private void NoteCalls(MethodDefinition method)
    {
        foreach (Instruction instruction in method.Body.Instructions)
        {
            if (instruction.Operand is MethodReference reference && reference.DeclaringType.Scope == method.Module && reference.Resolve() is { } called)
            {
                if (instruction.OpCode.Code is Code.Ldftn or Code.Ldvirtftn)
                {
                    _delegates.Add(called);
                }

                if (!_callers.TryGetValue(called, out List<MethodDefinition>? callers))
                {
                    _callers.Add(called, callers = []);
                }

                callers.Add(method);
            }
        }
    }

    /// <summary>What an instruction reads that identifies the running thread, or null.</summary>
    private static string? ReadBy(Instruction instruction)
    {
        bool takesAddress = instruction.OpCode.Code is Code.Ldloca or Code.Ldloca_S or Code.Ldarga or Code.Ldarga_S;
        if (takesAddress && IsToNumber(instruction.Next))
        {
            return "the address of a local";
        }

        return instruction.Operand is FieldReference reference && reference.DeclaringType.Scope is ModuleDefinition
            && reference.Resolve() is { IsStatic: true } field
            && field.CustomAttributes.Any(static attribute => attribute.AttributeType.FullName == typeof(ThreadStaticAttribute).FullName)
            ? "a thread-static field"
            : null;
    }

    private static bool IsToNumber(Instruction instruction) => instruction.OpCode.Code switch
    {
        Code.Conv_U or Code.Conv_I or Code.Conv_U8 or Code.Conv_I8 => true,
        Code.Call => instruction.Operand is MethodReference { Name: "AsPointer", DeclaringType.Name: "Unsafe" },
        _ => false,
    };

    private void Judge(MethodDefinition method, Queue<MethodDefinition> left)
    {
        string? fault =
            (method.ImplAttributes & RuntimeAsync) != 0 ? "awaits itself"
            : method.NoInlining ? null
            : !method.AggressiveInlining ? "may be inlined, or is the body of an async method or iterator: read it in a method that is NoInlining"
            : IsVisibleOutside(method) ? "is inlined into other assemblies"
            : method.IsVirtual || _delegates.Contains(method) ? "is called indirectly, by callers that can't be determined"
            : null;
        if (fault is not null)
        {
            _violations.Add($"{Name(method)} {fault}. {_reads[method]}");
        }
        else if (!method.NoInlining)
        {
            string read = _reads[method];
            foreach (MethodDefinition caller in _callers.GetValueOrDefault(method, []))
            {
                if (_reads.TryAdd(caller, $"{Name(caller)} inlines: {read}"))
                {
                    left.Enqueue(caller);
                }
            }
        }
    }

    private static bool IsVisibleOutside(MethodDefinition method)
    {
        bool visible = method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;
        for (TypeDefinition? type = method.DeclaringType; type is not null; type = type.DeclaringType)
        {
            visible &= type.IsPublic || type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamilyOrAssembly;
        }

        return visible;
    }

    private static string Name(MethodDefinition method) => $"{method.DeclaringType.Name}.{method.Name}";
}
