namespace Tidepool.Packages.Tests;

/// <summary>A project as a user of the packages starts one: with the SDK's defaults, outside the repository, and with every warning as an error.</summary>
internal sealed class ConsumerProject
{
    private readonly string _name;

    private ConsumerProject(string folder)
    {
        Folder = folder;
        _name = Path.GetFileName(folder);
    }

    internal string Folder { get; }

    /// <summary>Writes the project.</summary>
    /// <param name="packages">Where its package comes from.</param>
    /// <param name="name">The project's name.</param>
    /// <param name="package">The one package that it references.</param>
    /// <param name="program">Its source code.</param>
    /// <param name="sdk">The project's SDK.</param>
    /// <param name="properties">More settings, as XML.</param>
    internal static async Task<ConsumerProject> CreateAsync(
        PackedPackages packages,
        string name,
        string package,
        string program,
        string sdk = "Microsoft.NET.Sdk",
        string properties = "<TreatWarningsAsErrors>true</TreatWarningsAsErrors>")
    {
        ConsumerProject project = new(packages.NewFolder(name));
        await File.WriteAllTextAsync(Path.Combine(project.Folder, $"{name}.csproj"), $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package}" Version="{packages.Version}" />
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(project.Folder, "Program.cs"), program);
        return project;
    }

    /// <summary>Writes a project with the sources of a folder.</summary>
    /// <param name="packages">Where its package comes from.</param>
    /// <param name="name">The project's name.</param>
    /// <param name="source">The folder of its sources, including subfolders and <c>Program.cs</c>.</param>
    /// <param name="properties">More settings, as XML.</param>
    internal static async Task<ConsumerProject> CreateFromAsync(PackedPackages packages, string name, string source, string properties)
    {
        string program = await File.ReadAllTextAsync(Path.Combine(source, "Program.cs"));
        ConsumerProject project = await CreateAsync(packages, name, PackedPackages.Core, program, properties: properties);
        foreach (string file in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories))
        {
            string target = Path.Combine(project.Folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }

        return project;
    }

    /// <summary>Builds the project.</summary>
    internal Task<CommandResult> BuildAsync() => Command.DotnetAsync(Folder, "build", "--output", "built");

    /// <summary>Runs the built program.</summary>
    internal Task<CommandResult> RunAsync(params string[] arguments) => Command.DotnetAsync(Folder, ["exec", BuiltProgram, .. arguments]);

    /// <summary>Publishes the project for the current platform.</summary>
    /// <param name="how">More arguments for the command.</param>
    internal Task<CommandResult> PublishAsync(params string[] how) =>
        Command.DotnetAsync(Folder, ["publish", "--use-current-runtime", "--output", "published", .. how]);

    /// <summary>The published executable.</summary>
    internal string PublishedProgram => Path.Combine(Folder, "published", OperatingSystem.IsWindows() ? $"{_name}.exe" : _name);

    /// <summary>The published assembly, for <c>dotnet exec</c>.</summary>
    internal string PublishedAssembly => Path.Combine(Folder, "published", $"{_name}.dll");

    internal string BuiltProgram => Path.Combine(Folder, "built", $"{_name}.dll");
}
