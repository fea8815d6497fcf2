using System.Runtime.CompilerServices;
using Microsoft.IO;

namespace Tidepool.Benchmarks.Workloads.Streams;

/// <summary>A <c>RecyclableMemoryStream</c>, with its manager's settings as shipped.</summary>
internal readonly struct RecyclableStreamSource : IStreamSource<RecyclableStreamSource>
{
    private readonly RecyclableMemoryStreamManager _manager;

    private RecyclableStreamSource(RecyclableMemoryStreamManager manager) => _manager = manager;

    public static string Name => nameof(RecyclableMemoryStream);

    public static RecyclableStreamSource Create() => new(new RecyclableMemoryStreamManager());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Stream Get() => _manager.GetStream();

    /// <summary>Does nothing: the collector takes the manager.</summary>
    public void Dispose()
    {
    }
}
