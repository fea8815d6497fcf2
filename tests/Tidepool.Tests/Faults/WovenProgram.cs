using System.Globalization;
using System.Text.RegularExpressions;
using Tidepool.Tests.Processes;

namespace Tidepool.Tests.Faults;

/// <summary>A copy of Tidepool.TestProgram whose pool's allocations can be made to fail.</summary>
public sealed partial class WovenProgram : IDisposable
{
    private const string Program = "Tidepool.TestProgram";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tidepool-faults-");

    public WovenProgram()
    {
        foreach (string extension in (string[])[".dll", ".runtimeconfig.json", ".deps.json"])
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, Program + extension), Path.Combine(_folder.FullName, Program + extension));
        }

        Places =
            AllocationWeaver.Weave(typeof(BytePool).Assembly.Location, Path.Combine(_folder.FullName, Path.GetFileName(typeof(BytePool).Assembly.Location)));
    }

    /// <summary>The places that may fail, by number.</summary>
    internal IReadOnlyList<string> Places { get; }

    internal Task<ProgramResult> RunAsync(params string[] arguments) =>
        Processes.TestProgram.RunAsync(arguments, program: Path.Combine(_folder.FullName, Program));

    /// <summary>A line of the program's output, with the names of the places.</summary>
    internal string WithNames(string line) =>
        Place().Replace(line, match => $"place {Places[int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)]}");

    public void Dispose() => _folder.Delete(recursive: true);

    [GeneratedRegex(@"place (\d+)")]
    private static partial Regex Place();
}
