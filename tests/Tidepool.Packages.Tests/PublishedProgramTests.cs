namespace Tidepool.Packages.Tests;

/// <summary>A program that uses every part of the core, published trimmed and as native code.</summary>
[Trait("Requirement", "E6")]
public class PublishedProgramTests(PackedPackages packages)
{
    /// <summary>Keeps all of the core, so that all of it is analyzed. One warning per finding, not per assembly. The program misuses on purpose.</summary>
    private const string Strict = """
        <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
        <NoWarn>$(NoWarn);TIDE001;TIDE002;TIDE003;TIDE004;TIDE009</NoWarn>
        <TrimmerSingleWarn>false</TrimmerSingleWarn>
        <InvariantGlobalization>true</InvariantGlobalization>
        </PropertyGroup>
        <ItemGroup>
          <TrimmerRootAssembly Include="Tidepool" />
        </ItemGroup>
        <PropertyGroup>
        """;

    private static readonly string[] s_linkers = ["clang", "gcc"];

    [Fact]
    public async Task Smoke_Trimmed_WorksAsEverywhere()
    {
        CommandResult run = await PublishAndRunAsync("SmokeTrimmed", "-p:PublishTrimmed=true", "--self-contained");

        Assert.Contains("compiled: while it runs", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Smoke_AsNativeCode_WorksAsEverywhere()
    {
        string linker = LinkerInPath() ?? "";
        Assert.SkipWhen(linker.Length == 0, "Native code is linked by clang or gcc, and neither is installed.");

        CommandResult run = await PublishAndRunAsync("SmokeNative", "-p:PublishAot=true", $"-p:CppCompilerAndLinker={linker}");

        Assert.Contains("compiled: ahead of time", run.Output, StringComparison.Ordinal);
    }

    private async Task<CommandResult> PublishAndRunAsync(string name, params string[] how)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "Smoke");
        ConsumerProject project = await ConsumerProject.CreateFromAsync(packages, name, source, Strict);

        CommandResult publishing = await project.PublishAsync(how);
        Assert.SkipWhen(publishing.LacksPacks, "No package source has the runtime or the compiler for this platform.");
        Assert.DoesNotContain("warning", publishing.Succeeded().Output, StringComparison.Ordinal);
        return (await Command.RunAsync(project.Folder, project.PublishedProgram)).Succeeded();
    }

    private static string? LinkerInPath() => s_linkers.FirstOrDefault(static linker =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, linker))));
}
