namespace Tidepool.Benchmarks.Workloads;

/// <summary>A pattern of use, written once and compiled for every peer.</summary>
/// <typeparam name="TBound">What it is when it is bound to a peer.</typeparam>
/// <param name="Name">The short name, as the command line takes it.</param>
/// <param name="Description">What one operation is, or what is done, in a phrase.</param>
/// <param name="LargestSize">The largest size it asks for, in bytes.</param>
internal abstract record Row<TBound>(string Name, string Description, int LargestSize)
{
    /// <summary>Binds it to a peer.</summary>
    /// <param name="create">Makes a pool for buffers up to a size, in bytes; a process-wide peer returns the same one each time.</param>
    public abstract TBound Bind<TPeer, TLease>(Func<int, TPeer> create)
        where TPeer : struct, IPeer<TLease>
        where TLease : struct;
}
