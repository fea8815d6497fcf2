using System.Reflection;

namespace Tidepool.Integration.Tests;

/// <summary>Realistic data: code of the runtime, and records that describe its members.</summary>
internal static class RealData
{
    private static readonly Lazy<byte[]> s_library = new(static () => File.ReadAllBytes(typeof(object).Assembly.Location));

    /// <summary>The first bytes of the runtime's largest library: code, tables and text.</summary>
    internal static byte[] Bytes(int length)
    {
        Assert.InRange(length, 0, s_library.Value.Length);
        return s_library.Value[..length];
    }

    /// <summary>The methods of the runtime's types.</summary>
    internal static IReadOnlyList<Member> Members { get; } =
    [
        .. from type in typeof(object).Assembly.GetExportedTypes()
           where !type.IsGenericType
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
           where !method.IsGenericMethod
           select new Member(type.FullName ?? type.Name, method.Name, method.ReturnType.Name,
               [.. method.GetParameters().Select(static parameter => parameter.Name ?? "")], method.MetadataToken),
    ];
}
