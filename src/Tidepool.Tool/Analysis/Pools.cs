namespace Tidepool.Tool.Analysis;

/// <summary>The pools of byte arrays that the doctor knows by their methods.</summary>
internal static class Pools
{
    private const string Shared = "ArrayPool.Shared";

    /// <summary>Parts of the names of types or methods, and the pools they identify.</summary>
    private static readonly (string Method, string Pool)[] s_pools =
    [
        ("Tidepool.Engines.", "Tidepool"),
        ("System.Buffers.SharedArrayPool", Shared),
        ("System.Buffers.ConfigurableArrayPool", "ArrayPool.Create"),
        ("PinnedBlockMemoryPool", "ASP.NET Core's memory pool"),
        ("Microsoft.IO.RecyclableMemoryStreamManager", "RecyclableMemoryStream"),
        ("Microsoft.IO.RecyclableMemoryStream.EnsureCapacity", "RecyclableMemoryStream"),
    ];

    private const string SharedPool = "System.Buffers.ArrayPool`1[System.Byte].get_Shared(";

    /// <summary>Methods that rent from a pool, and the pools. Where they are inlined, only the caller's code tells that a pool makes the array.</summary>
    private static readonly (string Method, string Pool)[] s_rents =
    [
        ("System.Buffers.ArrayPool`1[System.Byte].Rent(", "an ArrayPool"),
        ("System.Buffers.MemoryPool`1[System.Byte].Rent(", "a MemoryPool"),
        ("System.IO.Pipelines.PipeWriter.GetMemory(", "a pipe's MemoryPool"),
        ("System.IO.Pipelines.PipeWriter.GetSpan(", "a pipe's MemoryPool"),
        ("System.IO.Pipelines.PipeWriter.WriteAsync(", "a pipe's MemoryPool"),
    ];

    /// <returns>The first pool whose code is among the methods of a stack; null if there is none.</returns>
    internal static string? Among(IEnumerable<string> methods) =>
        methods.Select(static method => s_pools.FirstOrDefault(known => Declared(method).Contains(known.Method, StringComparison.Ordinal)).Pool)
            .FirstOrDefault(static pool => pool is not null);

    /// <summary>A method's name without its type arguments and parameters: a method that takes a pool as a parameter isn't the pool's.</summary>
    private static ReadOnlySpan<char> Declared(string method) => method.AsSpan().IndexOfAny('(', '[') is var end and >= 0 ? method.AsSpan(0, end) : method;

    /// <returns>The pool that code rents from, by the methods that it calls; null if it doesn't rent.</returns>
    internal static string? RentedFrom(IReadOnlyCollection<string> methods)
    {
        string? pool = s_rents.FirstOrDefault(rent => methods.Any(method => method.StartsWith(rent.Method, StringComparison.Ordinal))).Pool;
        return pool is not null && methods.Any(static method => method.StartsWith(SharedPool, StringComparison.Ordinal)) ? Shared : pool;
    }
}
