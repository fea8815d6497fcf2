using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Tests;

/// <summary>What a program was built from tells its own code from that of packages, whatever they are called, and wherever their symbols are.</summary>
[Trait("Requirement", "D4")]
public class DependenciesTests
{
    private const string Listed = """
        {
          "targets": { ".NETCoreApp,Version=v10.0": {
            "Microsoft.Team.Shop/1.0.0": { "dependencies": { "Wire": "2.0.0" }, "runtime": { "Microsoft.Team.Shop.dll": {} } },
            "Wire/2.0.0": { "runtime": { "lib/net8.0/Wire.dll": { "assemblyVersion": "2.0.0.0" } } },
            "Old/1.0.0.0": { "runtime": { "Old.dll": {} } },
            "Analyzers/1.0.0": {}
          } },
          "libraries": {
            "Microsoft.Team.Shop/1.0.0": { "type": "project", "serviceable": false, "sha512": "" },
            "Wire/2.0.0": { "type": "package", "serviceable": true, "sha512": "" },
            "Old/1.0.0.0": { "type": "reference", "serviceable": false, "sha512": "" },
            "Analyzers/1.0.0": { "type": "package", "serviceable": true, "sha512": "" }
          }
        }
        """;

    [Theory]
    [InlineData("Microsoft.Team.Shop.dll", true)]
    [InlineData("microsoft.team.shop.dll", true)]
    [InlineData("Wire.dll", false)]
    [InlineData("Old.dll", null)]
    [InlineData("System.Text.Json.dll", null)]
    public void WhatAnAssemblyIsBuiltFrom_IsInTheListBesideIt(string assembly, bool? isProject)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.Of("Shop.deps.json"), Listed);
        File.WriteAllText(folder.Of("Broken.deps.json"), """{ "targets": [""");
        File.WriteAllText(folder.Of("Empty.deps.json"), "{}");
        Dependencies dependencies = new();
        Assert.Equal(isProject, dependencies.IsProject(folder.Of(assembly)));
        Assert.Null(dependencies.IsProject(Path.Combine("nowhere", assembly)));
        Assert.Null(dependencies.IsProject(assembly));
    }

    /// <summary>The program's symbols are in its assembly, and its name begins as those of libraries do; the package has a <c>.pdb</c>.</summary>
    [Fact]
    public void TheAssembliesOfAProgram_AreThoseOfItsProjects()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.Of("Shop.deps.json"), Listed);
        File.WriteAllText(folder.Of("Microsoft.Team.Shop.dll"), "");
        File.WriteAllText(folder.Of("Wire.pdb"), "");
        Assert.Equal([folder.Of("Microsoft.Team.Shop.dll")],
            OwnCode.WithSymbols([folder.Of("Wire.dll"), folder.Of("Microsoft.Team.Shop.dll"), folder.Of("System.Text.Json.dll")], new Dependencies()));
    }

    [Theory]
    [InlineData(1, null, null)]
    [InlineData(2, false, true)]
    [InlineData(1, true, true)]
    public void TheProgramsOwnMethod_IsOfAProject(int index, bool? isLibraryAProject, bool? isServiceAProject) => Assert.Equal(index, OwnCode.Among(
        [
            new OwnCode.Frame("System.GC.Allocate()", "System.Private.CoreLib", false),
            new OwnCode.Frame("Wire.Pack()", "Wire", true) { IsProject = isLibraryAProject },
            new OwnCode.Frame("Shop.Run()", "Microsoft.Team.Shop", false) { IsProject = isServiceAProject },
        ],
        programHasSymbols: true));
}
