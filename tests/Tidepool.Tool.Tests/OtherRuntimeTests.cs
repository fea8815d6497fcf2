using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Tidepool.Tool.Tests;

/// <summary>Self-contained programs with older and newer runtimes than the tool's.</summary>
[Trait("Requirement", "D1")]
public class OtherRuntimeTests
{
    /// <summary>Nine tenths of what the program allocates are byte arrays.</summary>
    private const string Source = """
        byte[] kept = [];
        string text = "";
        System.Diagnostics.Stopwatch time = System.Diagnostics.Stopwatch.StartNew();
        System.Console.WriteLine(System.Environment.Version);
        while (time.Elapsed.TotalSeconds < 120)
        {
            for (int round = 0; round < 100; round++)
            {
                for (int index = 0; index < 9; index++)
                {
                    kept = Arrays.Make();
                }

                text = new string('x', 4_000);
            }

            System.Threading.Thread.Sleep(5);
        }

        return kept.Length + text.Length == 0 ? 1 : 0;

        internal static class Arrays
        {
            [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
            internal static byte[] Make() => new byte[8_000];
        }
        """;

    [Theory]
    [InlineData("net8.0", "8.0.31")]
    [InlineData("net9.0", "9.0.20")]
    [InlineData("net10.0", "10.0.12")]
    [InlineData("net10.0", "11.0.0")]
    public async Task AProgramOnAnotherRuntime_IsExaminedLive(string framework, string runtime)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux()
            && System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64,
                "The program is published for Linux on x64.");
        using TemporaryFolder folder = new();
        string program = await PublishAsync(folder, framework, runtime);
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true };
        start.Environment["DOTNET_GCgen0size"] = "100000";
        using Process process = Process.Start(start)!;
        try
        {
            Assert.Equal(runtime, await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            ToolRun run = await ToolRun.DoctorAsync([.. Examinations.AnyPause, "--lifetimes", "--duration", "00:00:04", "--process-id", $"{process.Id}"]);
            Assert.True(run.ExitCode == 0, run.Said);
            Assert.Equal("pool", (string?)run.Report!["verdict"]);
            JsonNode arrays = run.Report["allocations"]!["byteArrays"]!;
            Assert.Equal(runtime[0] is '8' or '9', arrays["high"] is null);
            Assert.Equal(0.9, (double)arrays["share"]!, Math.Max(0.03, 3 * (((double?)arrays["high"] ?? 0.92) - (double)arrays["share"]!)));

            // On older runtimes, lifetimes come from the arrays that allocation ticks report.
            Assert.True((bool)run.Report["recommendation"]!["buffersFromLifetimes"]!, run.Output);
            Assert.InRange((double)run.Report["lifetimes"]!["survivedOne"]!["share"]!, 0, 0.5);
            Assert.Contains("Arrays.Make()", (string?)run.Report["allocations"]!["byteArraySites"]![0]!["method"], StringComparison.Ordinal);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private static async Task<string> PublishAsync(TemporaryFolder folder, string framework, string runtime)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(folder.Of("Other.cs"), Source, cancellationToken);
        await File.WriteAllTextAsync(
            folder.Of("Other.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>{framework}</TargetFramework>
                <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
                <SelfContained>true</SelfContained>
                <RuntimeFrameworkVersion>{runtime}</RuntimeFrameworkVersion>
                <InvariantGlobalization>true</InvariantGlobalization>
                <TargetLatestRuntimePatch>false</TargetLatestRuntimePatch>
              </PropertyGroup>
            </Project>
            """,
            cancellationToken);
        ProcessStartInfo start = new(ToolRun.DotnetHost,
            ["publish", folder.Of("Other.csproj"), "-o", folder.Of("out"), "--nologo", "-nodeReuse:false"]) { RedirectStandardOutput = true,
                RedirectStandardError = true };
        using Process publishing = Process.Start(start)!;
        Task<string> errors = publishing.StandardError.ReadToEndAsync(cancellationToken);
        string output = await publishing.StandardOutput.ReadToEndAsync(cancellationToken) + await errors;
        await publishing.WaitForExitAsync(cancellationToken);

        // The package source may lack the packages needed to publish for a runtime.
        Assert.SkipWhen(publishing.ExitCode != 0
            && (output.Contains("NU1101", StringComparison.Ordinal) || output.Contains("NU1102", StringComparison.Ordinal)
                || output.Contains("NU1301", StringComparison.Ordinal)), $"The package source lacks the runtime {runtime}.");
        Assert.True(publishing.ExitCode == 0, output);
        return folder.Of("out/Other");
    }
}
