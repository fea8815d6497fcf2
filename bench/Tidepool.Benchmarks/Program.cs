using Spectre.Console;
using Tidepool.Benchmarks;

IAnsiConsole console = AnsiConsole.Console;
if (Console.IsOutputRedirected)
{
    // A file has no width; at the 80 columns assumed otherwise, lines would be broken.
    const int WideEnough = 200;
    console.Profile.Width = WideEnough;
}

return await BenchmarkCommand.Create(new Workbench(console, TimeProvider.System)).Parse(args).InvokeAsync();
