using Microsoft.Extensions.Configuration;
using Tidepool;
using Tidepool.AspNetCore.Configuration;
using Tidepool.AspNetCore.Registration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers pools of byte buffers.</summary>
/// <remarks>
/// <para>The default pool is a singleton <see cref="BytePool"/>; a named one is a keyed singleton, <c>[FromKeyedServices("uploads")]</c>.
/// They are created on first use and disposed with the container. Registering a pool again adds to its options, in the order of the calls.</para>
/// <para>Options are validated when the host starts, all at once; a message names section, key, value and limit.
/// A pool uses the container's <see cref="TimeProvider"/> if there is one, and reports misuse to the log, under the category <c>Tidepool</c>,
/// unless <see cref="BytePoolOptions.OnMisuse"/> is set.</para>
/// </remarks>
public static class TidepoolServiceCollectionExtensions
{
    /// <summary>The section that is read from a whole configuration.</summary>
    private const string DefaultSection = "Tidepool";

    /// <summary>Registers the default pool.</summary>
    /// <param name="services">The container's registrations.</param>
    /// <returns>A builder for further configuration of this pool.</returns>
    public static ITidepoolBuilder AddTidepool(this IServiceCollection services) => PoolRegistration.Add(services, Options.Options.DefaultName);

    /// <summary>Registers the default pool, with options from configuration.</summary>
    /// <param name="services">The container's registrations.</param>
    /// <param name="configuration">The section with its options; or a whole configuration, of which the section <c>Tidepool</c> is read.
    /// If the section is missing, the defaults apply; but pool options at the root of a whole configuration,
    /// or in a section whose name is nearly <c>Tidepool</c>, are then an error. The keys are the properties of <see cref="BytePoolOptions"/>;
    /// an unknown key is an error.</param>
    /// <returns>A builder for further configuration of this pool.</returns>
    public static ITidepoolBuilder AddTidepool(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ITidepoolBuilder builder = services.AddTidepool();
        if (configuration is IConfigurationSection section)
        {
            SectionBinding.Add(builder, section);
        }
        else
        {
            SectionBinding.Add(builder, configuration.GetSection(DefaultSection), configuration);
        }

        return builder;
    }

    /// <summary>Registers the default pool, with options set in code.</summary>
    /// <param name="services">The container's registrations.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>A builder for further configuration of this pool.</returns>
    public static ITidepoolBuilder AddTidepool(this IServiceCollection services, Action<BytePoolOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        ITidepoolBuilder builder = services.AddTidepool();
        services.Configure(configure);
        return builder;
    }

    /// <summary>Registers a named pool.</summary>
    /// <param name="services">The container's registrations.</param>
    /// <param name="name">The key of the service, and the pool's name unless its options specify another.</param>
    /// <returns>A builder for further configuration of this pool.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    public static ITidepoolBuilder AddTidepool(this IServiceCollection services, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return PoolRegistration.Add(services, name);
    }

    /// <summary>Registers a named pool, with options from configuration.</summary>
    /// <param name="services">The container's registrations.</param>
    /// <param name="name">The key of the service, and the pool's name unless its options specify another.</param>
    /// <param name="section">The section with its options. If it is missing, the defaults apply.
    /// The keys are the properties of <see cref="BytePoolOptions"/>; an unknown key is an error.</param>
    /// <returns>A builder for further configuration of this pool.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    public static ITidepoolBuilder AddTidepool(this IServiceCollection services, string name, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        ITidepoolBuilder builder = services.AddTidepool(name);
        SectionBinding.Add(builder, section);
        return builder;
    }

    /// <summary>Registers a named pool, with options set in code.</summary>
    /// <param name="services">The container's registrations.</param>
    /// <param name="name">The key of the service, and the pool's name unless its options specify another.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>A builder for further configuration of this pool.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    public static ITidepoolBuilder AddTidepool(this IServiceCollection services, string name, Action<BytePoolOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        ITidepoolBuilder builder = services.AddTidepool(name);
        services.Configure(name, configure);
        return builder;
    }
}
