using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Tidepool;
using Tidepool.AspNetCore.Configuration;
using Tidepool.AspNetCore.Kestrel;
using Tidepool.AspNetCore.Registration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Kestrel on a pool.</summary>
public static class TidepoolKestrelExtensions
{
    /// <summary>Lets Kestrel, and whoever else asks for an <see cref="IMemoryPoolFactory{T}"/>,
    /// take its blocks of 4,096 bytes from this pool instead of its own.</summary>
    /// <param name="builder">The pool. Best one of its own, <c>services.AddTidepool("kestrel").UseForKestrel()</c>: then its statistics are Kestrel's alone,
    /// and a budget of other pools can't stop the server.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// <para>The pool's buffers are pinned (<see cref="BytePoolOptions.Pinned"/> is true by default here, and may not be false),
    /// since sockets read into and write from them. It must pool buffers of 4,096 bytes, and a budget (<see cref="BytePoolOptions.MaxTotalBytes"/>) must hold
    /// 16 of them: that is validated with its options.</para>
    /// <para>It doesn't matter whether Kestrel is registered before or after. Where several pools are given to Kestrel, the last one is used.
    /// A budget on the pool is a limit for the server: connections for which it has no block left are aborted.
    /// With Kestrel's default limits one that uploads may take more than 1 MiB.</para>
    /// </remarks>
    public static ITidepoolBuilder UseForKestrel(this ITidepoolBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        PoolRegistration pool = new(builder.Name);

        // Before all that sets options, so that it is the default, and one that says otherwise is told.
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<BytePoolOptions>>(new ConfigureNamedOptions<BytePoolOptions>(builder.Name, static options => options.Pinned = true)));
        services.AddSingleton(new PoolRules(builder.Name, BlockRules.FindErrors));
        services.AddSingleton(provider => new BlockPoolFactory(pool.Resolve(provider)));
        services.AddSingleton<IMemoryPoolFactory<byte>>(static provider => provider.GetRequiredService<BlockPoolFactory>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<SocketTransportOptions>, SocketTransportSetup>());
        return builder;
    }
}
