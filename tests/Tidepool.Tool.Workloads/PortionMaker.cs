using System.Buffers;
using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Tidepool.Tool.Workloads;

/// <summary>Makes one object of a portion, in methods whose names the tests find in stacks.</summary>
internal static class PortionMaker
{
    private const int LargeObject = 85_000;

    private static readonly ConcurrentDictionary<int, string> s_files = new();
    private static readonly ConcurrentDictionary<int, string> s_texts = new();
    private static readonly ConcurrentDictionary<int, string> s_numbers = new();
    private static readonly Func<int, byte[]> s_compiled = Compile();

    /// <param name="portion">What to make.</param>
    /// <param name="isKept">Whether the object is kept for a while, in which case a lease isn't returned at once.</param>
    internal static object Make(this Portion portion, bool isKept) => portion.Kind switch
    {
        PortionKind.Strings => MakeString(portion.Length),
        PortionKind.ArraysOfAPool => RentArray(portion.Length),
        PortionKind.PinnedArrays => MakePinnedArray(portion.Length),
        PortionKind.Leases when isKept => AdvisedPool.Instance.Rent(portion.Length),
        PortionKind.Leases => UseLease(portion.Length),
        PortionKind.Objects => MakeObject(portion),
        PortionKind.FileBytes => ReadFile(portion.Length),
        PortionKind.Base64Bytes => DecodeText(portion.Length),
        PortionKind.Numbers => ParseNumbers(portion.Length),
        PortionKind.CompiledArrays => CallCompiled(portion.Length),
        PortionKind.Computation => Compute(portion.Length),
        PortionKind.Collections => Collect(generation: 0),
        PortionKind.FullCollections => Collect(GC.MaxGeneration),
        _ when portion.Length >= LargeObject => MakeLargeArray(portion.Length),
        _ => MakeArray(portion.Length),
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string MakeString(int length) => new('x', length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] MakeArray(int length) => new byte[length];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] MakeLargeArray(int length) => new byte[length];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] MakePinnedArray(int length) => GC.AllocateUninitializedArray<byte>(length, pinned: true);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] RentArray(int length) => ArrayPool<byte>.Shared.Rent(length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static StrongBox<object> MakeObject(object inner) => new(inner);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] ReadFile(int length) => File.ReadAllBytes(s_files.GetOrAdd(length, static length =>
    {
        string file = Path.Combine(Path.GetTempPath(), $"tidepool-workload-{Environment.ProcessId}-{length}");
        File.WriteAllBytes(file, new byte[length]);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(file);
        return file;
    }));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] DecodeText(int length) =>
        Convert.FromBase64String(s_texts.GetOrAdd(length, static length => Convert.ToBase64String(new byte[length])));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int[] ParseNumbers(int count)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(s_numbers.GetOrAdd(count, static count => $"[{string.Join(',', Enumerable.Range(0, count))}]"));
        return JsonSerializer.Deserialize<int[]>(bytes)!;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] CallCompiled(int length) => s_compiled(length);

    /// <summary>Compiles a method at run time, as serializers and mappers do.</summary>
    private static Func<int, byte[]> Compile()
    {
        ParameterExpression length = Expression.Parameter(typeof(int));
        return Expression.Lambda<Func<int, byte[]>>(Expression.NewArrayBounds(typeof(byte), length), length).Compile();
    }

    /// <returns>An object that wasn't allocated for this call.</returns>
    private static string Compute(int steps)
    {
        uint value = 1;
        for (int step = 0; step < steps; step++)
        {
            value = (value * 1_664_525) + 1_013_904_223;
        }

        return value == 0 ? "zero" : "";
    }

    /// <returns>An object that wasn't allocated for this call.</returns>
    private static BytePool UseLease(int length)
    {
        using ByteLease lease = AdvisedPool.Instance.Rent(length);
        lease.Span[0] = 1;
        return AdvisedPool.Instance;
    }

    /// <returns>An object that wasn't allocated for this call.</returns>
    private static string Collect(int generation)
    {
        GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
        return "";
    }
}
