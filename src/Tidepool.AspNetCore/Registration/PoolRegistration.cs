using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tidepool.AspNetCore.Configuration;
using Tidepool.AspNetCore.LivePage;

namespace Tidepool.AspNetCore.Registration;

/// <summary>A pool that is registered in the container. A service itself, so that all of them can be found.</summary>
/// <param name="Name">The name of its options and the key of its service; <see cref="Options.DefaultName"/> for the default pool.</param>
internal sealed record PoolRegistration(string Name)
{
    private const string NameOfDefault = "default";

    /// <summary>The log category for misuse.</summary>
    private const string LogCategory = "Tidepool";

    /// <summary>Registers a pool, unless it is registered already.</summary>
    internal static ITidepoolBuilder Add(IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        PoolRegistration registration = new(name);
        if (!services.Any(service => registration.Equals(service.IsKeyedService ? null : service.ImplementationInstance)))
        {
            registration.AddTo(services);
        }

        return new TidepoolBuilder(services, name);
    }

    internal BytePool Resolve(IServiceProvider services) =>
        Name == Options.DefaultName ? services.GetRequiredService<BytePool>() : services.GetRequiredKeyedService<BytePool>(Name);

    private void AddTo(IServiceCollection services)
    {
        services.AddSingleton(this);

        // For the live page. The container ends the listening, even if the application is never started.
        services.TryAddSingleton<LatestMisuse>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BytePoolOptions>, PoolOptionsValidator>());

        // Registered before everything else that sets options, so that anything else overrides it.
        services.AddOptions<BytePoolOptions>(Name).Configure<IServiceProvider>(SetDefaults).ValidateOnStart();
        if (Name == Options.DefaultName)
        {
            services.TryAddSingleton(Create);
        }
        else
        {
            services.TryAddKeyedSingleton(Name, (provider, _) => Create(provider));
        }
    }

    private void SetDefaults(BytePoolOptions options, IServiceProvider services)
    {
        options.Name = Name == Options.DefaultName ? NameOfDefault : Name;
        options.TimeProvider = services.GetService<TimeProvider>() ?? options.TimeProvider;
        options.MeterFactory = services.GetService<IMeterFactory>();
        if (services.GetService<ILoggerFactory>() is { } loggers)
        {
            options.OnMisuse = new MisuseLog(loggers.CreateLogger(LogCategory)).Write;
        }
    }

    private BytePool Create(IServiceProvider services) => new(services.GetRequiredService<IOptionsMonitor<BytePoolOptions>>().Get(Name));
}
