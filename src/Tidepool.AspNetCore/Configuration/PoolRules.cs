namespace Tidepool.AspNetCore.Configuration;

/// <summary>The requirements that the use of a pool puts on its options, beyond those of any pool.</summary>
/// <param name="PoolName">The name of the pool's options.</param>
/// <param name="FindErrors">Finds violations of them.</param>
internal sealed record PoolRules(string PoolName, Func<BytePoolOptions, IEnumerable<BytePoolOptionsError>> FindErrors);
