namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Configures a pool that is being registered.</summary>
public interface ITidepoolBuilder
{
    /// <summary>The container's registrations.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The name under which the pool and its options are registered; <see cref="Options.Options.DefaultName"/> for the default pool.</summary>
    public string Name { get; }
}
