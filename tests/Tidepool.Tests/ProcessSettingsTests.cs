using System.Diagnostics;
using System.Text.Json.Nodes;
using Tidepool.Settings;

namespace Tidepool.Tests;

[Trait("Requirement", "S4")]
public class ProcessSettingsTests
{
    private const string Variable = "TIDEPOOL_MODE";
    private const string Property = "Tidepool.Mode";

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("unpooled", PoolMode.Unpooled)]
    [InlineData("UNPOOLED", PoolMode.Unpooled)]
    [InlineData("Standard", PoolMode.Standard)]
    public void Parse_Mode_IgnoresCase(string? value, PoolMode? expected) => Assert.Equal(expected, ProcessSettings.Parse("The test", value));

    [Theory]
    [InlineData("pooled")]
    [InlineData("1")]
    [InlineData(" unpooled")]
    [Trait("Requirement", "B10")]
    public void Parse_UnknownMode_NamesItAndTheModes(string value)
    {
        string message = Assert.Throws<InvalidOperationException>(() => ProcessSettings.Parse("The test", value)).Message;
        Assert.StartsWith("The test", message, StringComparison.Ordinal);
        Assert.Contains($"\"{value}\"", message, StringComparison.Ordinal);
        Assert.Contains("standard, unpooled", message, StringComparison.Ordinal);
    }

    /// <summary>Holds in any process: other tests run this one again in processes with another environment.</summary>
    [Fact]
    public void Pool_InThisProcess_HasTheModeOfTheEnvironment()
    {
        string? mode = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } variable ? variable : AppContext.GetData(Property) as string;
        bool isUnpooled = string.Equals(mode, "unpooled", StringComparison.OrdinalIgnoreCase);
        using BytePool first = new(16, 4_096, 8);
        using BytePool second = new(new BytePoolOptions());
        foreach (BytePool pool in (ReadOnlySpan<BytePool>)[first, second])
        {
            pool.Rent(100).Return();
            pool.Rent(100).Return();
            BytePoolStatistics statistics = pool.GetStatistics();
            Assert.Equal(isUnpooled ? 2 : 0, statistics.Unpooled);
            Assert.Equal(isUnpooled ? 0 : 1, statistics.Hits);
        }
    }

    [Theory]
    [InlineData("unpooled", null, true)]
    [InlineData("Unpooled", null, true)]
    [InlineData("standard", null, true)]
    [InlineData("", null, true)]
    [InlineData("something", null, false)]
    [InlineData(null, "unpooled", true)]
    [InlineData("", "unpooled", true)]
    [InlineData("standard", "unpooled", true)]
    [InlineData(null, "something", false)]
    public async Task Environment_OfAnotherProcess_SetsTheModeOfEveryPool(string? variable, string? property, bool isKnown)
    {
        (int exitCode, string output) = await RunInNewProcess(variable, property, nameof(Pool_InThisProcess_HasTheModeOfTheEnvironment));
        Assert.True(exitCode == 0 == isKnown, output);
        Assert.Contains("total: 1\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        if (!isKnown)
        {
            Assert.Contains(variable is null ? $"{Property} is \"{property}\"" : $"{Variable} is \"{variable}\"", output, StringComparison.Ordinal);
        }
    }

    /// <summary>As a program sets it, before its first pool.</summary>
    [Theory]
    [InlineData(PoolMode.Checked, "Checked")]
    [InlineData(1_000, "1000")]
    [InlineData("unpooled", "unpooled")]
    public void Property_ThatIsNotText_IsReadAsText(object value, string expected)
    {
        string property = $"Tidepool.Tests.{value}";
        AppContext.SetData(property, value);
        Assert.Equal(expected, ProcessSetting.Read("TIDEPOOL_TESTS_UNSET", property).Value);
    }

    [Fact]
    public void Property_ThatIsNotSet_IsEmpty() =>
        Assert.True(string.IsNullOrEmpty(ProcessSetting.Read("TIDEPOOL_TESTS_UNSET", "Tidepool.Tests.Unset").Value));

    /// <summary>Runs one test of this assembly in a process of its own.</summary>
    private static async Task<(int ExitCode, string Output)> RunInNewProcess(string? variable, string? property, string test)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string assembly = typeof(ProcessSettingsTests).Assembly.Location;
        DirectoryInfo directory = Directory.CreateTempSubdirectory();
        string configuration = Path.Combine(directory.FullName, "test.runtimeconfig.json");
        try
        {
            JsonNode json = JsonNode.Parse(await File.ReadAllTextAsync(Path.ChangeExtension(assembly, "runtimeconfig.json"), cancellation))!;
            JsonObject runtime = json["runtimeOptions"]!.AsObject();
            if (property is not null)
            {
                runtime["configProperties"] ??= new JsonObject();
                runtime["configProperties"]![Property] = property;
            }

            await File.WriteAllTextAsync(configuration, json.ToJsonString(), cancellation);

            ProcessStartInfo start = new(
                Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
                ["exec", "--runtimeconfig", configuration, "--depsfile", Path.ChangeExtension(assembly, "deps.json"), assembly,
                    "--filter-method", $"{typeof(ProcessSettingsTests).FullName}.{test}", "--no-ansi", "--no-progress"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment[Variable] = variable;
            return await RunToEnd(start, cancellation);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<(int ExitCode, string Output)> RunToEnd(ProcessStartInfo start, CancellationToken cancellation)
    {
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
            await Watchdog.ExitOf(process, $"{start.FileName} ends", cancellation);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
