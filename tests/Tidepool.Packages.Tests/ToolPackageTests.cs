namespace Tidepool.Packages.Tests;

/// <summary>The tool, installed from its package.</summary>
[Trait("Requirement", "D1")]
public class ToolPackageTests(PackedPackages packages)
{
    /// <summary>A program that keeps busy and allocates next to nothing.</summary>
    private const string Busy =
        "while (true) { long until = Environment.TickCount64 + 20; while (Environment.TickCount64 < until) { Thread.SpinWait(100); } await Task.Delay(5); }";

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Doctor_AsInstalled_ExaminesACalmProgram()
    {
        string folder = packages.NewFolder("tool");
        (await Command.DotnetAsync(folder, "tool", "install", PackedPackages.Tool, "--version", packages.Version, "--tool-path", folder)).Succeeded();
        string tidepool = Path.Combine(folder, OperatingSystem.IsWindows() ? "tidepool.exe" : "tidepool");
        ConsumerProject calm = await ConsumerProject.CreateAsync(
            packages, "Calm", PackedPackages.Core, Busy, properties: "<RollForward>Major</RollForward>");
        (await calm.BuildAsync()).Succeeded();

        CommandResult help = (await RunAsync("--help")).Succeeded();
        CommandResult examination = (await RunAsync("doctor", "--duration", "00:00:02", "--", "dotnet", "exec", calm.BuiltProgram)).Succeeded();

        Assert.Contains("doctor", help.Output, StringComparison.Ordinal);
        Assert.Contains("stop-no-gc-problem", examination.Output, StringComparison.Ordinal);

        // The tool finds its runtime without help, also where that is a newer one.
        Task<CommandResult> RunAsync(params string[] arguments) =>
            Command.RunAsync(folder, tidepool, arguments, new() { ["DOTNET_ROLL_FORWARD"] = "" }, s_limit);
    }
}
