
namespace Tidepool.Tool.Tests;

/// <summary>Errors in the command line are reported in one sentence, with exit code 2 and the command that was probably meant.</summary>
[Trait("Requirement", "D6")]
[Trait("Requirement", "B10")]
public class WrongArgumentTests
{
    [Theory]
    [InlineData("There is no process 2147483000", "--process-id", "2147483000")]
    [InlineData("There is no process named", "--name", "surely-nobody-is-called-so")]
    [InlineData("can't be started", "--", "surely-nobody-is-called-so")]
    [InlineData("can't be started", "--", "")]
    [InlineData("\"nowhere\" can't be started: there is no such program.", "--", "nowhere")]
    [InlineData("Did you mean `tidepool doctor -- dotnet nowhere.dll 1`?", "--", "nowhere.dll", "1")]
    [InlineData("Did you mean `tidepool doctor -- dotnet nowhere.dll`?", "--", "dotnet nowhere.dll")]
    [InlineData("options of the doctor go before --", "--", "-p", "5")]
    [InlineData("it is a folder.", "--", "/usr")]
    [InlineData("--compare is given", "--compare", "./a.json", "a.json")]
    [InlineData("No file matches", "--trace", "nowhere*.nettrace")]
    [InlineData("--diagnostic-port takes only the path, ", "--diagnostic-port", "a.sock,nosuspend")]
    [InlineData("is a folder: name a socket in it", "--diagnostic-port", "/usr")]
    [InlineData("may have about a hundred characters", "--diagnostic-port",
        "/tmp/a-path-of-well-over-a-hundred-characters-which-is-more-than-the-address-of-a-socket-holds-on-any-of-the-systems/port.sock")]
    [InlineData("Start the program itself: `dotnet X.dll`, or its executable.", "--", "dotnet", "run", "--project", "nowhere")]
    [InlineData("Start the program itself", "--", "/nowhere/dotnet", "--diagnostics", "watch")]
    [InlineData("Start the program itself", "--", "dotnet.exe", "test")]
    [InlineData("Start the program itself", "--", "dotnet", "nowhere.cs")]
    [InlineData("ended after", "--", "dotnet", "exec", "nowhere.dll", "run")]
    [InlineData("There is no file", "--trace", "no-such-file.nettrace")]
    [InlineData("bin is a folder, and --trace takes files", "--trace", "/usr/bin")]
    [InlineData("same.nettrace is given twice", "--trace", "./same.nettrace", "other.nettrace", "same.nettrace")]
    [InlineData("--duration is for recording", "--trace", "a.nettrace", "--duration", "00:00:30")]
    [InlineData("--lifetimes is for recording", "--lifetimes", "--trace", "a.nettrace")]
    [InlineData("--save-trace is for recording", "--trace", "a.nettrace", "--save-trace", "traces")]
    [InlineData("Say what to examine")]
    [InlineData("--process-id and --name each say what to examine: give only one of them.", "--process-id", "1", "--name", "x")]
    [InlineData("--process-id and -- COMMAND each say what to examine", "--process-id", "1", "--", "x")]
    [InlineData("Did you mean --duration?", "--process-id", "1", "--duraton", "00:00:30")]
    [InlineData("Did you mean --process-id 5?", "5")]
    [InlineData("Did you mean --help?", "help")]
    [InlineData("Did you mean -- dotnet MyServer.dll --urls x?", "MyServer.dll", "--urls", "x")]
    [InlineData("Did you mean -- ./MyServer?", "./MyServer")]
    [InlineData("Did you mean --process-id?", "-pid", "5")]
    [InlineData("Did you mean --process-id?", "-P", "5")]
    [InlineData("Did you mean --process-id?", "/p", "5")]
    [InlineData("Did you mean --process-id?", "–process-id", "5")]
    [InlineData("Did you mean --name?", "—name", "x")]
    [InlineData("Did you mean --name?", "--process-name", "x")]
    [InlineData("Did you mean --name MyServer?", "--process-id", "MyServer")]
    [InlineData("Did you mean --diagnostic-port or --duration?", "--process-id", "1", "-d", "30")]
    [InlineData("Did you mean --html or --json?", "--process-id", "1", "-o", "report.html")]
    [InlineData("Did you mean --compare?", "--before", "a.json", "--after", "b.json")]
    [InlineData("Did you mean --trace a.nettrace b.nettrace?", "a.nettrace", "b.nettrace")]
    [InlineData("Did you mean --compare a.json b.json?", "a.json", "b.json")]
    [InlineData("Did you mean --name MyServer?", "MyServer")]
    [InlineData("Did you mean -- dotnet MyServer.dll?", "dotnet", "MyServer.dll")]
    [InlineData("Did you mean --process-id?", "--process", "5")]
    [InlineData("Did you mean --process-id?", "--pid", "5")]
    [InlineData("Did you mean --fail-on?", "--process-id", "1", "--fail", "pool")]
    [InlineData("Did you mean pool?", "--process-id", "1", "--fail-on", "POOL")]
    [InlineData("for example 00:00:45, and not \"45\".", "--process-id", "1", "--duration", "45")]
    [InlineData("for example 00:02:00, and not \"2m\".", "--process-id", "1", "--duration", "2m")]
    [InlineData("for example 00:00:30, and not \"90m\".", "--process-id", "1", "--duration", "90m")]
    [InlineData("for example 00:02:00, and not \"2min\".", "--process-id", "1", "--duration", "2min")]
    [InlineData("for example 00:01:30, and not \"90 sec\".", "--process-id", "1", "--duration", "90 sec")]
    [InlineData("for example 12000, and not \"12k\".", "--process-id", "1", "--samples", "12k")]
    [InlineData("for example 12000, and not \"12,000\".", "--process-id", "1", "--samples", "12,000")]
    [InlineData("for example 15, and not \"15ms\".", "--process-id", "1", "--max-pause-p99", "15ms")]
    [InlineData("for example 50, and not \"0.05 s\".", "--process-id", "1", "--max-pause-p99", "0.05 s")]
    [InlineData("for example 0.03, and not \"3\".", "--process-id", "1", "--max-pause-share", "3")]
    [InlineData("for example 0.4, and not \"40%\".", "--process-id", "1", "--min-byte-array-share", "40%")]
    [InlineData("Did you mean pool?", "--process-id", "1", "--fail-on", "poool")]
    [InlineData("doctor has no option \"--duraton\"", "--process-id", "1", "--duraton", "00:00:30")]
    [InlineData("--lifetimes takes no value, and \"perhaps\" was given.", "--process-id", "1", "--lifetimes=perhaps")]
    [InlineData("Only one process is examined at a time, and \"2\" is one too many.", "--process-id", "1", "2")]
    [InlineData("doctor has no option \"dotnet\"", "dotnet", "MyServer.dll")]
    public async Task BadInput_IsToldInASentence(string sentence, params string[] arguments)
    {
        ToolRun run = await ToolRun.DoctorAsync(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence.TrimStart('-'), run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    /// <summary>The command is missing, or an option is in place of the command's argument.</summary>
    [Theory]
    [InlineData("tidepool has no command \"docter\"; `tidepool --help` lists what it has. Did you mean doctor?", "docter", "-p", "5")]
    [InlineData("Did you mean `tidepool doctor --process-id 5`?", "-p", "5")]
    [InlineData("Did you mean `tidepool doctor --process-id 5`?", "5")]
    [InlineData("Did you mean `tidepool doctor --compare a.json b.json`?", "compare", "a.json", "b.json")]
    [InlineData("Did you mean `tidepool doctor --trace a.nettrace`?", "--trace", "a.nettrace")]
    [InlineData("Did you mean ps?", "list")]
    [InlineData("Did you mean --help?", "help")]
    [InlineData("Did you mean --version?", "version")]
    [InlineData("watch has no option \"-p\"; `tidepool watch --help` lists what it has. Did you mean `tidepool watch 5`?", "watch", "-p", "5")]
    [InlineData("Did you mean `tidepool watch 5`?", "watch", "--process-id", "5")]
    [InlineData("--json takes the path of a file, for example report.json, and nothing was given.", "doctor", "-p", "1", "--json", "--html", "report.html")]
    [InlineData("--duration takes a time from ", "doctor", "-p", "1", "--duration", "--lifetimes")]
    [InlineData("--duration takes a time from ", "doctor", "--duration", "x", "--", "dotnet", "MyServer.dll", "--urls", "y")]
    public async Task AnotherCommand_IsGuessed(string sentence, params string[] arguments)
    {
        ToolRun run = await ToolRun.OfAsync(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, Assert.Single(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    /// <summary>An id is given as a name, a name as an id, or a name that is almost right.</summary>
    [Fact]
    public async Task ARunningProgram_IsGuessed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows the program that dotnet runs.");
        using WorkloadProcess program = await WorkloadProcess.StartAsync("calm");
        Assert.EndsWith($"Did you mean --process-id {program.Id}?\n", (await ToolRun.DoctorAsync("--name", $"{program.Id}")).Errors, StringComparison.Ordinal);
        Assert.EndsWith("Did you mean --name Tidepool.Tool.Workloads?\n", (await ToolRun.DoctorAsync("--name", "tidepool.tool.workload")).Errors,
            StringComparison.Ordinal);
        Assert.EndsWith("Did you mean --name Tidepool.Tool.Workloads?\n", (await ToolRun.DoctorAsync("--name", "Tidepool.Tool.Workloads.dll")).Errors,
            StringComparison.Ordinal);

        // Other tests may run the same program at the same time: then it isn't known which is meant.
        string errors = (await ToolRun.OfAsync("watch", "Tidepool.Tool.Workloads")).Errors;
        Assert.Matches($"and not \"Tidepool[.]Tool[.]Workloads\"[.]( Did you mean {program.Id}, which is Tidepool[.]Tool[.]Workloads[?])?\n", errors);
    }

    [Fact]
    public async Task AFolderForAFile_AndAFileForAFolder_AreToldWhatToGive()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.Of("file"), "", TestContext.Current.CancellationToken);
        ToolRun folderForFile = await ToolRun.OfAsync("doctor", "-p", "1", "--html", folder.Path);
        Assert.Contains($"{folder.Path} is a folder: name a file in it, such as {folder.Of("report.html")}.", folderForFile.Errors, StringComparison.Ordinal);
        ToolRun fileForFolder = await ToolRun.OfAsync("doctor", "-p", "1", "--save-trace", folder.Of("file"));
        Assert.Contains("file is a file, and --save-trace takes a folder, such as traces.", fileForFolder.Errors, StringComparison.Ordinal);
    }

    /// <summary>Not every shell resolves wildcards, and none does in quotes.</summary>
    [Fact]
    public async Task Wildcards_AreResolved()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.Of("2.nettrace"), "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.Of("1.nettrace"), "", TestContext.Current.CancellationToken);
        ToolRun run = await ToolRun.OfAsync("doctor", "--trace", folder.Of("*.nettrace"));
        Assert.Contains("1.nettrace is empty.", run.Errors, StringComparison.Ordinal);
    }
}
