namespace Tidepool.Benchmarks.Workloads.Streams;

/// <summary>One way to get a stream in memory. A struct, so that the run is compiled for each on its own.</summary>
internal interface IStreamSource<TSelf> : IDisposable
    where TSelf : struct, IStreamSource<TSelf>
{
    /// <summary>Gets the name the tables use.</summary>
    public static abstract string Name { get; }

    public static abstract TSelf Create();

    /// <summary>Gets an empty stream, whose disposal gives its memory back.</summary>
    public Stream Get();
}
