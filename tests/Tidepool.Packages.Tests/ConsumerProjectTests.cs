namespace Tidepool.Packages.Tests;

/// <summary>The packages, used in new projects.</summary>
[Trait("Requirement", "Quality")]
public class ConsumerProjectTests(PackedPackages packages)
{
    [Fact]
    public async Task Console_WithTheCore_RentsMisusesAndCatches()
    {
        ConsumerProject project = await ConsumerProject.CreateAsync(packages, "Shop", PackedPackages.Core, """
            using Tidepool;

            var pool = new BytePool(new BytePoolOptions { Name = "orders" });
            ByteLease lease = pool.Rent(5_000);
            lease.Span.Fill(0x2A);
            lease.Return();
            pool.Rent(5_000).Return();
            Console.WriteLine($"hits: {pool.GetStatistics().Hits}");
            try
            {
            #pragma warning disable TIDE002 // On purpose.
                lease.Span.Clear();
            #pragma warning restore TIDE002
            }
            catch (BufferAlreadyReturnedException error)
            {
                Console.WriteLine(error.Message);
            }
            """);
        (await project.BuildAsync()).Succeeded();

        CommandResult run = (await project.RunAsync()).Succeeded();

        Assert.Contains("hits: 1", run.Output, StringComparison.Ordinal);
        Assert.Contains("A lease (bucket 8,192, pool \"orders\") was used after its return", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WebProject_WithTheAspNetCorePackage_ServesFromPoolsAndShowsThem()
    {
        ConsumerProject project = await ConsumerProject.CreateAsync(packages, "Site", PackedPackages.AspNetCore, """
            using System.Diagnostics.Metrics;
            using System.Text;
            using System.Text.Json;
            using Tidepool;

            WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Configuration["Tidepool:MaxTotalBytes"] = "1000000";
            builder.Services.AddTidepool(builder.Configuration);
            builder.Services.AddTidepool("blocks").UseForKestrel();
            builder.Services.AddHealthChecks().AddTidepool(options => options.ExhaustionTime = TimeSpan.FromSeconds(30));
            await using WebApplication app = builder.Build();
            app.MapHealthChecks("/health");
            app.MapTidepool("/debug/tidepool");
            app.MapGet("/", (BytePool pool) =>
            {
                using ByteLease lease = pool.Rent(100);
                return Encoding.UTF8.GetString(lease.Span[..Encoding.UTF8.GetBytes("rented", lease.Span)]);
            });
            long rents = 0;
            using var listener = new MeterListener
            {
                InstrumentPublished = (instrument, listener) =>
                {
                    if (instrument is { Meter.Name: "Tidepool", Name: "tidepool.rents" })
                    {
                        listener.EnableMeasurementEvents(instrument);
                    }
                },
            };
            listener.SetMeasurementEventCallback<long>((_, value, _, _) => rents += value);
            listener.Start();
            await app.StartAsync();
            using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
            Console.WriteLine($"answer: {await client.GetStringAsync("/")}");
            Console.WriteLine($"health: {await client.GetStringAsync("/health")}");
            using JsonDocument page = JsonDocument.Parse(await client.GetStringAsync("/debug/tidepool"));
            foreach (JsonElement pool in page.RootElement.GetProperty("pools").EnumerateArray())
            {
                JsonElement bucket = pool.GetProperty("buckets").EnumerateArray().Single();
                string budget = pool.GetProperty("budgetBytes").ToString();
                Console.WriteLine($"{pool.GetProperty("name")}: size {bucket.GetProperty("size")}, used {bucket.GetProperty("misses").GetInt64() > 0}, budget {(budget.Length > 0 ? budget : "none")}");
            }

            listener.RecordObservableInstruments();
            Console.WriteLine($"rents measured: {rents > 1}");
            """, "Microsoft.NET.Sdk.Web");
        (await project.BuildAsync()).Succeeded();

        CommandResult run = (await project.RunAsync()).Succeeded();

        string[] lines = run.Output.Split('\n');
        Assert.Contains("answer: rented", lines);
        Assert.Contains("health: Healthy", lines);
        Assert.Contains("rents measured: True", lines);
        Assert.Contains("default: size 128, used True, budget 1000000", lines);
        Assert.Contains("blocks: size 4096, used True, budget none", lines);
        Assert.True(File.Exists(Path.Combine(project.Folder, "built", "Tidepool.AspNetCore.dll")));
    }
}
