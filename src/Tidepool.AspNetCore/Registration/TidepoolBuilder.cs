using Microsoft.Extensions.DependencyInjection;

namespace Tidepool.AspNetCore.Registration;

internal sealed record TidepoolBuilder(IServiceCollection Services, string Name) : ITidepoolBuilder;
