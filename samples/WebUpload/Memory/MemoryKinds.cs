using Tidepool;

namespace WebUpload.Memory;

/// <summary>Names and makers of the kinds of memory.</summary>
internal static class MemoryKinds
{
    internal static IReadOnlyList<MemoryKind> All { get; } = Enum.GetValues<MemoryKind>();

    internal static string Names => string.Join(", ", All.Select(Name));

    /// <summary>As the command line and the table spell it.</summary>
    internal static string Name(this MemoryKind kind) => kind switch
    {
        MemoryKind.ArrayPool => "arraypool",
        MemoryKind.Recyclable => "recyclable",
        MemoryKind.Tidepool => "tidepool",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of memory."),
    };

    /// <summary>Reads a name; <see langword="null"/> stands for Tidepool.</summary>
    internal static bool TryParse(string? name, out MemoryKind kind)
    {
        kind = MemoryKind.Tidepool;
        foreach (MemoryKind candidate in All)
        {
            if (candidate.Name().Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                kind = candidate;
                return true;
            }
        }

        return name is null;
    }

    internal static UploadMemory Create(this MemoryKind kind, IServiceProvider services) => kind switch
    {
        MemoryKind.ArrayPool => new ArrayPoolMemory(),
        MemoryKind.Recyclable => new RecyclableMemory(),
        MemoryKind.Tidepool => new TidepoolMemory(services.GetRequiredKeyedService<BytePool>(UploadServer.Pool), services.GetRequiredService<BytePool>()),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of memory."),
    };
}
