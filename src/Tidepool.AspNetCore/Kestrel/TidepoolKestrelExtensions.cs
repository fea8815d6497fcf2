using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Tidepool;
using Tidepool.AspNetCore.Configuration;
using Tidepool.AspNetCore.Kestrel;
using Tidepool.AspNetCore.Registration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Runs Kestrel on a pool.</summary>
public static class TidepoolKestrelExtensions
{
    /// <summary>Makes Kestrel, and any other user of <see cref="IMemoryPoolFactory{T}"/>,
    /// rent its blocks of 4,096 bytes from this pool instead of its own.</summary>
    /// <param name="builder">The pool. Preferably a separate one, <c>services.AddTidepool("kestrel").UseForKestrel()</c>: then its statistics are
    /// Kestrel's alone, and the budgets of other pools can't stop the server.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// <para>The buffers of the pool are pinned, since sockets read into and write from them: <see cref="BytePoolOptions.Pinned"/> is true by default here, and
    /// must not be set to false. The pool must pool buffers of 4,096 bytes, and a budget (<see cref="BytePoolOptions.MaxTotalBytes"/>) must hold
    /// 16 of them; both are validated with its options.</para>
    /// <para>It doesn't matter whether Kestrel is registered before or after. If this is called for several pools, Kestrel uses the last one.
    /// A budget on the pool is a limit on the server: connections for which it has no block left are aborted.
    /// With Kestrel's default limits, one connection that uploads may take more than 1 MiB.</para>
    /// </remarks>
    public static ITidepoolBuilder UseForKestrel(this ITidepoolBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        PoolRegistration pool = new(builder.Name);

        // Before everything else that sets options, so that it is the default, and an explicit false is reported.
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<BytePoolOptions>>(new ConfigureNamedOptions<BytePoolOptions>(builder.Name,
            static options => options.Pinned = true)));
        services.AddSingleton(new PoolRules(builder.Name, BlockRules.FindErrors));
        services.AddSingleton(provider => new BlockPoolFactory(() => pool.Resolve(provider)));
        services.AddSingleton<IMemoryPoolFactory<byte>>(static provider => provider.GetRequiredService<BlockPoolFactory>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<SocketTransportOptions>, SocketTransportSetup>());
        return builder;
    }
}
