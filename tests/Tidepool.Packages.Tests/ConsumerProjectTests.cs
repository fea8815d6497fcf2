namespace Tidepool.Packages.Tests;

/// <summary>The packages in new projects.</summary>
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
        Assert.Contains("A lease of the pool \"orders\" (bucket 5,120) was used after its return", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WebProject_WithTheAspNetCorePackage_ServesFromAPool()
    {
        ConsumerProject project = await ConsumerProject.CreateAsync(packages, "Site", PackedPackages.AspNetCore, """
            using System.Text;
            using Tidepool;

            WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            await using WebApplication app = builder.Build();
            app.MapGet("/", () =>
            {
                using ByteLease lease = BytePool.Shared.Rent(100);
                return Encoding.UTF8.GetString(lease.Span[..Encoding.UTF8.GetBytes("rented", lease.Span)]);
            });
            await app.StartAsync();
            using var client = new HttpClient();
            Console.WriteLine($"answer: {await client.GetStringAsync(app.Urls.Single())}");
            """, "Microsoft.NET.Sdk.Web");
        (await project.BuildAsync()).Succeeded();

        CommandResult run = (await project.RunAsync()).Succeeded();

        Assert.Contains("answer: rented", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(project.Folder, "built", "Tidepool.AspNetCore.dll")));
    }
}
