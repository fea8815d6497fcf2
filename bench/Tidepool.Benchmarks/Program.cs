using Tidepool.Benchmarks;

return await BenchmarkCommand.Create(new Workbench(Console.Out, TimeProvider.System)).Parse(args).InvokeAsync();
