using Tidepool.Tool.Recording;

namespace Tidepool.Tool.Tests;

/// <summary>Describes processes by what the system shows of them.</summary>
[Trait("Requirement", "D6")]
[Trait("Requirement", "B10")]
public class RunningProcessTests
{
    [Theory]
    [InlineData(".NET 10.0.12", "/usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.12/libcoreclr.so")]
    [InlineData(".NET, its own", "/srv/app/libcoreclr.so")]
    [InlineData("native code", "/usr/lib/libc.so.6")]
    public void Runtime_IsToldByItsFile(string runtime, string file) => Assert.Equal(runtime, RunningProcess.RuntimeOf(["/srv/app/app.dll", file]));

    [Theory]
    [InlineData("MyServer", "/usr/bin/dotnet", "/srv/MyServer.dll", "--urls", "http://localhost:5000")]
    [InlineData("MyServer", "dotnet", "exec", "--runtimeconfig", "a.json", "MyServer.dll", "other.dll")]
    [InlineData(null, "dotnet", "build")]
    [InlineData(null, "/srv/MyServer", "other.dll")]
    public void Program_IsToldByTheCommandLine(string? program, params string[] commandLine) => Assert.Equal(program, RunningProcess.ProgramIn(commandLine));
}
