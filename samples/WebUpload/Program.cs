using Tidepool;
using WebUpload;
using WebUpload.Uploads;

const long MostBytesOfAnUpload = 1024L * 1024 * 1024;

// The settings lie beside the program, wherever it is started from.
WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
IConfigurationSection pools = builder.Configuration.GetSection("Pools");

builder.Services.AddTidepool(builder.Configuration);
builder.Services.AddTidepool(UploadStore.Pool, pools.GetSection("Uploads"));
builder.Services.AddTidepool("kestrel", pools.GetSection("Kestrel")).UseForKestrel();
builder.Services.AddHealthChecks().AddTidepool();
builder.Services.AddSingleton(static services => new UploadStore(services.GetRequiredKeyedService<BytePool>(UploadStore.Pool)));
builder.WebHost.ConfigureKestrel(static server => server.Limits.MaxRequestBodySize = MostBytesOfAnUpload);

WebApplication app = builder.Build();
app.MapUploads();
app.MapHealthChecks("/health", new() { ResponseWriter = HealthJson.WriteAsync });
app.MapTidepool("/debug/tidepool");
await app.RunAsync();
