[assembly: AssemblyFixture(typeof(Tidepool.Packages.Tests.RuntimeAsyncProgram))]

namespace Tidepool.Packages.Tests;

/// <summary>Tidepool.RuntimeAsync on the packed core, published as a user would: for the installed .NET 10, and self-contained with .NET 11.
/// The first test that needs one of the two publishes it, once.</summary>
/// <remarks>It uses the package, which is compiled for release: nothing of a debug build is inlined,
/// so the tests would always pass.</remarks>
public sealed class RuntimeAsyncProgram : IAsyncDisposable
{
    internal const int Net10 = 10;
    internal const int Net11 = 11;

    private const string Net11Version = "11.0.0";

    private const string Properties = """
        <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
        <InvariantGlobalization>true</InvariantGlobalization>
        <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
        <Features>$(Features);runtime-async=on</Features>
        <EnablePreviewFeatures>true</EnablePreviewFeatures>
        <NoWarn>$(NoWarn);SYSLIB5007</NoWarn>
        """;

    /// <summary>A run takes a second; the program itself gives up waiting after two minutes.</summary>
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<int, Published> _byRuntime = [];

    public ValueTask DisposeAsync()
    {
        _gate.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs the program to its end. Skips the test if no package source has the runtime.</summary>
    /// <param name="packages">Where the core comes from.</param>
    /// <param name="runtime"><see cref="Net10"/> or <see cref="Net11"/>.</param>
    /// <param name="settings">Environment variables, as "NAME=VALUE" separated by spaces.</param>
    /// <param name="arguments">The program's arguments.</param>
    internal async Task<CommandResult> RunAsync(PackedPackages packages, int runtime, string settings, params string[] arguments)
    {
        Published published = await GetAsync(packages, runtime);
        Assert.SkipWhen(published.LacksRuntime, $"No reachable package source has .NET {Net11Version} for this platform, which the program needs.");

        Dictionary<string, string> environment = new() { ["DOTNET_RuntimeAsync"] = "1" };
        foreach (string[] setting in settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static setting => setting.Split('=')))
        {
            environment.Add(setting[0], setting[1]);
        }

        ConsumerProject project = published.Project;
        CommandResult run = runtime == Net10
            ? await Command.ExecAsync(project.Folder, project.PublishedAssembly, arguments, environment, s_timeLimit)
            : await Command.RunAsync(project.Folder, project.PublishedProgram, arguments, environment, s_timeLimit);
        Assert.Contains($"runtime: .NET {runtime}.0.", run.Output, StringComparison.Ordinal);
        return run;
    }

    private async Task<Published> GetAsync(PackedPackages packages, int runtime)
    {
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!_byRuntime.TryGetValue(runtime, out Published? published))
            {
                _byRuntime.Add(runtime, published = await PublishAsync(packages, runtime));
            }

            return published;
        }
        finally
        {
            _gate.Release();
        }
    }

    private static async Task<Published> PublishAsync(PackedPackages packages, int runtime)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "RuntimeAsync");
        ConsumerProject project = await ConsumerProject.CreateFromAsync(packages, $"RuntimeAsync{runtime}", source, Properties);
        CommandResult publishing = runtime == Net10
            ? await project.PublishAsync("--no-self-contained")
            : await project.PublishAsync("--self-contained", $"-p:RuntimeFrameworkVersion={Net11Version}");
        bool lacksRuntime = runtime == Net11 && publishing.LacksPacks;
        if (!lacksRuntime)
        {
            publishing.Succeeded();
        }

        return new Published(project, lacksRuntime);
    }

    private sealed record Published(ConsumerProject Project, bool LacksRuntime);
}
