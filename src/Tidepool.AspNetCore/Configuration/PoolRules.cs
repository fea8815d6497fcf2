namespace Tidepool.AspNetCore.Configuration;

/// <summary>What the use of a pool asks of its options, beyond what any pool does.</summary>
/// <param name="PoolName">The name of the pool's options.</param>
/// <param name="FindErrors">Finds what is wrong with them.</param>
internal sealed record PoolRules(string PoolName, Func<BytePoolOptions, IEnumerable<BytePoolOptionsError>> FindErrors);
