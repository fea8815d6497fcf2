using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Tidepool.Soak;

Option<double> minutes = new("--minutes")
{
    Description = "How long to run: over 0.",
    DefaultValueFactory = static _ => 1,

    // The same in every culture: a German one reads 0.2 as 2.
    CustomParser = static result =>
        double.TryParse(result.Tokens.Single().Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : -1,
};
minutes.Validators.Add(static result =>
{
    if (result.GetValueOrDefault<double>() is not (> 0 and <= 10_000))
    {
        result.AddError("--minutes must be over 0, and 10000 at most.");
    }
});
Option<int> seed =
    new("--seed") { Description = "Seeds the random choices of each worker. Thread scheduling isn't reproducible.", DefaultValueFactory = static _ => 1 };
RootCommand command =
    new("Uses pools of all modes at random, from threads that come and go, with faults and misuse injected, and reports anything lost or missed.")
    {
        minutes, seed,
    };
command.SetAction(parsed =>
{
    Tally tally = new();
    SoakRun run = new(tally, parsed.GetValue(seed));
    run.RunFor(TimeSpan.FromMinutes(parsed.GetValue(minutes)));
    Console.WriteLine($"runtime: {RuntimeInformation.FrameworkDescription}");
    Console.WriteLine(tally);
    return tally.IsClean ? 0 : 1;
});
return command.Parse(args).Invoke();
