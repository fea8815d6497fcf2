using Microsoft.Extensions.Configuration;
using Tidepool;
using Tidepool.AspNetCore.Configuration;
using Tidepool.AspNetCore.Registration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers pools of byte buffers.</summary>
/// <remarks>
/// <para>The default pool is a singleton <see cref="BytePool"/>, a named one a keyed singleton, <c>[FromKeyedServices("uploads")]</c>.
/// They are made when first asked for and disposed with the container. Registering a pool again adds to its options, in the order of the calls.</para>
/// <para>Options are validated when the host starts, all at once; a message names section, key, value and limit.
/// A pool takes its clock from the container's <see cref="TimeProvider"/> where there is one, and reports misuse to the log, category <c>Tidepool</c>,
/// unless <see cref="BytePoolOptions.OnMisuse"/> is set.</para>
/// </remarks>
public static class TidepoolServiceCollectionExtensions
{
    /// <summary>The section that is read of a whole configuration.</summary>
    private const string DefaultSection = "Tidepool";

    /// <summary>Registers the default pool.</summary>
    /// <param name="services">The container's registrations.</param>
    /// <returns>A builder for more of this pool.</returns>
    public static ITidepoolBuilder AddTidepool(this IServiceCollection services) => PoolRegistration.Add(services, Options.Options.DefaultName);

    /// <summary>Registers the default pool, with options from configuration.</summary>
    /// <param name="services">The container's registrations.</param>
    /// <param name="configuration">The section with its options; or a whole configuration, of which the section <c>Tidepool</c> is read.
    /// Where the section is missing, the defaults hold; but options of a pool at the root of a whole configuration,
    /// or in a section whose name is nearly <c>Tidepool</c>, are an error then. The keys are the properties of <see cref="BytePoolOptions"/>;
    /// an unknown one is an error.</param>
    /// <returns>A builder for more of this pool.</returns>
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
    /// <returns>A builder for more of this pool.</returns>
    public static ITidepoolBuilder AddTidepool(this IServiceCollection services, Action<BytePoolOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        ITidepoolBuilder builder = services.AddTidepool();
        services.Configure(configure);
        return builder;
    }

    /// <summary>Registers a named pool.</summary>
    /// <param name="services">The container's registrations.</param>
    /// <param name="name">The key of the service, and the pool's name unless its options give another.</param>
    /// <returns>A builder for more of this pool.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    public static ITidepoolBuilder AddTidepool(this IServiceCollection services, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return PoolRegistration.Add(services, name);
    }

    /// <summary>Registers a named pool, with options from configuration.</summary>
    /// <param name="services">The container's registrations.</param>
    /// <param name="name">The key of the service, and the pool's name unless its options give another.</param>
    /// <param name="section">The section with its options. Where it is missing, the defaults hold.
    /// The keys are the properties of <see cref="BytePoolOptions"/>; an unknown one is an error.</param>
    /// <returns>A builder for more of this pool.</returns>
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
    /// <param name="name">The key of the service, and the pool's name unless its options give another.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>A builder for more of this pool.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    public static ITidepoolBuilder AddTidepool(this IServiceCollection services, string name, Action<BytePoolOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        ITidepoolBuilder builder = services.AddTidepool(name);
        services.Configure(name, configure);
        return builder;
    }
}
