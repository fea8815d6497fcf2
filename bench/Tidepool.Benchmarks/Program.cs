using Spectre.Console;
using Tidepool.Benchmarks;

return BenchmarkCommand.Create(AnsiConsole.Console, TimeProvider.System).Parse(args).Invoke();
