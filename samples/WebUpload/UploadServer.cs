using WebUpload.Measure;
using WebUpload.Memory;
using WebUpload.Uploads;

namespace WebUpload;

/// <summary>The service: uploads, the health check, the live page.</summary>
internal static class UploadServer
{
    /// <summary>The pool that uploads and downloads rent from.</summary>
    internal const string Pool = "uploads";

    private const long MostBytesOfAnUpload = 1024L * 1024 * 1024;

    internal static async Task<int> RunAsync(string[] args)
    {
        // The settings are beside the program, wherever it is started from.
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        if (!MemoryKinds.TryParse(builder.Configuration["memory"], out MemoryKind kind))
        {
            await Console.Error.WriteLineAsync(
                $"--memory must be one of {MemoryKinds.Names}, and is '{builder.Configuration["memory"]}'. Leave it out for {MemoryKind.Tidepool.Name()}.");
            return 1;
        }

        string? folder = builder.Configuration["folder"];
        if (File.Exists(folder))
        {
            await Console.Error.WriteLineAsync($"--folder must be a folder, and '{folder}' is a file. Name another one, or leave it out for a temporary one.");
            return 1;
        }

        AddPools(builder, kind);
        builder.Services.AddSingleton(services => kind.Create(services));
        builder.Services.AddSingleton(services => new UploadStore(folder, services.GetRequiredService<UploadMemory>()));
        builder.Services.AddSingleton<UploadMetrics>();
        builder.WebHost.ConfigureKestrel(static server => server.Limits.MaxRequestBodySize = MostBytesOfAnUpload);

        await using WebApplication app = builder.Build();
        app.MapUploads();
        app.MapHealthChecks("/health", new() { ResponseWriter = HealthJson.WriteAsync });
        app.MapTidepool("/debug/tidepool");
        app.MapGet("/debug/process", ProcessFigures.WriteAsync);
        if (builder.Configuration.GetValue<bool>("stop-with-input"))
        {
            StopWithInput(app.Lifetime);
        }

        await app.RunAsync();
        return 0;
    }

    private static void AddPools(WebApplicationBuilder builder, MemoryKind kind)
    {
        IConfigurationSection pools = builder.Configuration.GetSection("Pools");
        builder.Services.AddTidepool(builder.Configuration);
        builder.Services.AddTidepool(Pool, pools.GetSection("Uploads"));
        if (kind == MemoryKind.Tidepool)
        {
            builder.Services.AddTidepool("kestrel", pools.GetSection("Kestrel")).UseForKestrel();
        }

        builder.Services.AddHealthChecks().AddTidepool();
    }

    /// <summary>Ends the server with its standard input, and so with the process that started it, however that process ends.</summary>
    private static void StopWithInput(IHostApplicationLifetime lifetime) =>
        new Thread(() =>
        {
            while (Console.In.ReadLine() is not null)
            {
            }

            lifetime.StopApplication();
        })
        { IsBackground = true, Name = "standard input" }.Start();
}
