using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Tidepool.Tool.Tests;

/// <summary>A diagnostics port that is missing, dead, or elsewhere is reported in one sentence, with exit code 2.</summary>
[Trait("Requirement", "D6")]
[Trait("Requirement", "B10")]
public class PortErrorTests
{
    [Fact]
    public async Task AFolderOfPortsThatIsNotThere_IsNamed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere ports are found in other ways.");
        ProcessStartInfo start = new("dotnet") { RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Tidepool.Tool.dll"));
        start.ArgumentList.Add("ps");
        start.Environment["TMPDIR"] = "/nowhere/at/all";
        using Process tool = Process.Start(start)!;
        string errors = await tool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, tool.ExitCode);
        Assert.Contains("TMPDIR names the folder /nowhere/at/all/, which doesn't exist", errors, StringComparison.Ordinal);
    }

    /// <summary>A killed process leaves its port behind, and another may get its id, though one with the same start time is very unlikely.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AProgramWithThePortOfADeadOne_IsToldToHaveNone(bool isOfTheSameStart)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere ports are found in other ways.");
        using Process sleeper = Process.Start("sleep", "60");
        string port = PortOf(sleeper.Id, isOfTheSameStart ? StartOf(sleeper.Id) : "1");
        try
        {
            Leave(port);
            ToolRun run = await ToolRun.DoctorAsync("--process-id", $"{sleeper.Id}");
            Assert.Equal(2, run.ExitCode);
            Assert.Contains("no diagnostics port", run.Errors, StringComparison.Ordinal);
        }
        finally
        {
            sleeper.Kill();
            File.Delete(port);
        }
    }

    /// <summary>The port of a dead process isn't listed, even if another process or a thread has its id.</summary>
    [Fact]
    public async Task ThePortsOfTheDead_AreNotListed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere ports are found in other ways.");
        using WorkloadProcess program = await WorkloadProcess.StartAsync("calm");
        int thread = Directory.GetDirectories($"/proc/{program.Id}/task")
            .Select(static task => int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture)).First(id => id != program.Id);
        using Process sleeper = Process.Start("sleep", "60");
        string[] ports = [PortOf(sleeper.Id, "1"), PortOf(thread, StartOf(thread))];
        try
        {
            Array.ForEach(ports, Leave);
            ToolRun run = await ToolRun.OfAsync("ps");
            Assert.Matches($"(?m)^ +{program.Id} ", run.Output);
            Assert.DoesNotMatch($"(?m)^ +({sleeper.Id}|{thread}) ", run.Output);
        }
        finally
        {
            sleeper.Kill();
            Array.ForEach(ports, File.Delete);
        }
    }

    /// <summary>The port is in the temporary folder of the program, which the sentence names, so that it can be copied.</summary>
    [Fact]
    public async Task AProgramWithAnotherTemporaryFolder_IsToldHowToReachIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere ports are found in other ways.");
        using TemporaryFolder folder = new();
        string own = Path.GetDirectoryName(folder.Of("any"))!;
        using WorkloadProcess program = await WorkloadProcess.StartAsync("calm", switchedOff: null, ("TMPDIR", own));
        ToolRun run = await ToolRun.DoctorAsync("--process-id", $"{program.Id}");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"Tidepool.Tool.Workloads ({program.Id}) has its diagnostics port in {own}, a temporary folder of its own. Use that: "
            + $"`TMPDIR={own} tidepool doctor --process-id {program.Id}`.", run.Errors, StringComparison.Ordinal);
    }

    /// <summary>The connection breaks before the process is known to have ended.</summary>
    [Fact]
    public async Task AProgramThatEndsAsItIsReached_IsToldToHaveEnded()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere ports are found in other ways.");
        using Process sleeper = Process.Start("sleep", "60");
        using Socket port = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        port.Bind(new UnixDomainSocketEndPoint(PortOf(sleeper.Id, StartOf(sleeper.Id))));
        port.Listen();
        Task<ToolRun> doctor = ToolRun.DoctorAsync("--process-id", $"{sleeper.Id}");
        using (Socket accepted = await port.AcceptAsync(TestContext.Current.CancellationToken))
        {
            // The doctor's request must be read, or closing would reset the connection.
            await accepted.ReceiveAsync(new byte[1_000], TestContext.Current.CancellationToken);
        }

        await Task.Delay(200, TestContext.Current.CancellationToken);
        sleeper.Kill();
        ToolRun run = await doctor;
        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"sleep ({sleeper.Id}) has ended before it could be examined.", run.Errors, StringComparison.Ordinal);
    }

    private static string PortOf(int id, string start) => Path.Combine(Path.GetTempPath(), $"dotnet-diagnostic-{id}-{start}-socket");

    private static string StartOf(int id) => File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ')[19];

    /// <summary>Leaves a port that no process listens on.</summary>
    private static void Leave(string port)
    {
        using Socket dead = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        // Bound under another name, since closing a socket deletes the file that it was bound to.
        dead.Bind(new UnixDomainSocketEndPoint(port + ".bound"));
        File.Move(port + ".bound", port, overwrite: true);
    }
}
