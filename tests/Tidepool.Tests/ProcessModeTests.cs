using System.Diagnostics;
using Tidepool.Engines;

namespace Tidepool.Tests;

[Trait("Requirement", "S4")]
public class ProcessModeTests
{
    private const string Variable = "TIDEPOOL_MODE";

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("unpooled", PoolMode.Unpooled)]
    [InlineData("UNPOOLED", PoolMode.Unpooled)]
    [InlineData("Standard", PoolMode.Standard)]
    public void Parse_Mode_IgnoresCase(string? value, PoolMode? expected) => Assert.Equal(expected, ProcessMode.Parse("The test", value));

    [Theory]
    [InlineData("pooled")]
    [InlineData("1")]
    [InlineData(" unpooled")]
    [Trait("Requirement", "B10")]
    public void Parse_UnknownMode_NamesItAndTheModes(string value)
    {
        string message = Assert.Throws<InvalidOperationException>(() => ProcessMode.Parse("The test", value)).Message;
        Assert.StartsWith("The test", message, StringComparison.Ordinal);
        Assert.Contains($"\"{value}\"", message, StringComparison.Ordinal);
        Assert.Contains("standard, unpooled", message, StringComparison.Ordinal);
    }

    /// <summary>Holds in any process: it is run again in processes with another environment.</summary>
    [Fact]
    public void Pool_InThisProcess_HasTheModeOfTheEnvironment()
    {
        bool isUnpooled = string.Equals(Environment.GetEnvironmentVariable(Variable), "unpooled", StringComparison.OrdinalIgnoreCase);
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
    [InlineData("unpooled", true)]
    [InlineData("Unpooled", true)]
    [InlineData("standard", true)]
    [InlineData("", true)]
    [InlineData("something", false)]
    public async Task Environment_OfAnotherProcess_SetsTheModeOfEveryPool(string mode, bool isKnown)
    {
        (int exitCode, string output) = await RunInNewProcess(mode, nameof(Pool_InThisProcess_HasTheModeOfTheEnvironment));
        Assert.True(exitCode == 0 == isKnown, output);
        if (!isKnown)
        {
            Assert.Contains($"{Variable} is \"{mode}\"", output, StringComparison.Ordinal);
        }
    }

    private static async Task<(int ExitCode, string Output)> RunInNewProcess(string mode, string test)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string assembly = typeof(ProcessModeTests).Assembly.Location;
        string host = Environment.ProcessPath!;
        List<string> arguments = ["-method", $"{typeof(ProcessModeTests).FullName}.{test}", "-noLogo", "-noColor"];
        if (Path.GetFileNameWithoutExtension(host) == "dotnet")
        {
            arguments.Insert(0, assembly);
        }

        ProcessStartInfo start = new(host, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Variable] = mode;
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
            string output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, output + await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
