using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Tidepool.Tool.Analysis;

/// <summary>Names methods of other assemblies the way the runtime names them in stacks.</summary>
internal sealed class MemberNames : ISignatureTypeProvider<string, object?>
{
    private const string Byte = "unsigned int8";

    /// <summary>The only instance, for decoding signatures.</summary>
    internal static MemberNames Instance { get; } = new();

    private static readonly Dictionary<PrimitiveTypeCode, string> s_primitives = new()
    {
        [PrimitiveTypeCode.Boolean] = "bool", [PrimitiveTypeCode.Char] = "wchar", [PrimitiveTypeCode.SByte] = "int8", [PrimitiveTypeCode.Byte] = Byte,
        [PrimitiveTypeCode.Int16] = "int16", [PrimitiveTypeCode.UInt16] = "unsigned int16", [PrimitiveTypeCode.Int32] = "int32",
        [PrimitiveTypeCode.UInt32] = "unsigned int32", [PrimitiveTypeCode.Int64] = "int64", [PrimitiveTypeCode.UInt64] = "unsigned int64",
        [PrimitiveTypeCode.IntPtr] = "int", [PrimitiveTypeCode.UIntPtr] = "unsigned int", [PrimitiveTypeCode.Single] = "float32",
        [PrimitiveTypeCode.Double] = "float64",
    };

    /// <remarks>A generic method that isn't called for bytes has its type arguments in its name, which stacks don't show:
    /// <c>System.Linq.Enumerable.ToArray&lt;int32&gt;(…)</c>. It makes no byte arrays.</remarks>
    /// <returns>Null for a method of the same assembly.</returns>
    internal static string? Of(MetadataReader metadata, EntityHandle method)
    {
        string arguments = "";
        if (method.Kind == HandleKind.MethodSpecification)
        {
            MethodSpecification specification = metadata.GetMethodSpecification((MethodSpecificationHandle)method);
            method = specification.Method;
            ImmutableArray<string> types = specification.DecodeSignature(Instance, null);
            arguments = types.Any(static type => type == Byte || type[0] == '!') ? "" : $"<{string.Join(',', types)}>";
        }

        if (method.Kind != HandleKind.MemberReference)
        {
            return null;
        }

        MemberReference member = metadata.GetMemberReference((MemberReferenceHandle)method);
        string? type = member.Parent.Kind switch
        {
            HandleKind.TypeReference => Instance.GetTypeFromReference(metadata, (TypeReferenceHandle)member.Parent, 0),
            HandleKind.TypeSpecification => AsDeclaringType(Instance.GetTypeFromSpecification(metadata, null, (TypeSpecificationHandle)member.Parent, 0)),
            _ => null,
        };
        return type is null ? null
            : $"{type}.{metadata.GetString(member.Name)}{arguments}({string.Join(',', member.DecodeMethodSignature(Instance, null).ParameterTypes)})";
    }

    /// <returns>The name of a method alone; null if it is a generic one.</returns>
    internal static string? NameOf(MetadataReader metadata, EntityHandle method) => method.Kind switch
    {
        HandleKind.MemberReference => metadata.GetString(metadata.GetMemberReference((MemberReferenceHandle)method).Name),
        HandleKind.MethodDefinition => metadata.GetString(metadata.GetMethodDefinition((MethodDefinitionHandle)method).Name),
        _ => null,
    };

    /// <summary>The full name of a method of the same assembly.</summary>
    internal static string OfDefinition(MetadataReader metadata, MethodDefinitionHandle handle)
    {
        MethodDefinition method = metadata.GetMethodDefinition(handle);
        TypeDefinition type = metadata.GetTypeDefinition(method.GetDeclaringType());
        string name = metadata.GetString(type.Name);
        for (TypeDefinitionHandle outer = type.GetDeclaringType(); !outer.IsNil; outer = type.GetDeclaringType())
        {
            type = metadata.GetTypeDefinition(outer);
            name = $"{metadata.GetString(type.Name)}+{name}";
        }

        string space = type.Namespace.IsNil ? "" : $"{metadata.GetString(type.Namespace)}.";
        return $"{space}{name}.{metadata.GetString(method.Name)}({string.Join(',', method.DecodeSignature(Instance, null).ParameterTypes)})";
    }

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[,]";

    public string GetByReferenceType(string elementType) => $"{elementType}&";

    public string GetFunctionPointerType(MethodSignature<string> signature) => "method";

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => $"{genericType}<{string.Join(',', typeArguments)}>";

    public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";

    public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    public string GetPinnedType(string elementType) => elementType;

    public string GetPointerType(string elementType) => $"{elementType}*";

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => s_primitives.GetValueOrDefault(typeCode, $"System.{typeCode}");

    public string GetSZArrayType(string elementType) => $"{elementType}[]";

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        reader.GetString(reader.GetTypeDefinition(handle).Name);

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        TypeReference type = reader.GetTypeReference(handle);
        string name = reader.GetString(type.Name);
        return type.Namespace.IsNil ? name : $"{reader.GetString(type.Namespace)}.{name}";
    }

    public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    /// <summary>Converts to the form of a declaring type, whose type arguments the runtime writes differently from those of parameters.</summary>
    private static string AsDeclaringType(string type) =>
        type.Replace('<', '[').Replace('>', ']').Replace(Byte, "System.Byte", StringComparison.Ordinal);
}
