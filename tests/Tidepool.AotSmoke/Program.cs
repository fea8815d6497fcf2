using System.Runtime.CompilerServices;
using Tidepool.AotSmoke;
using Tidepool.AotSmoke.Steps;

// Uses every part of the pool that trimming or ahead-of-time compilation could break, prints the results, and exits with 0 if they are right.
Console.WriteLine($"compiled: {(RuntimeFeature.IsDynamicCodeSupported ? "while it runs" : "ahead of time")}");

(string Name, Func<string> Run)[] steps =
[
    ("handles", Handles.Run),
    ("tide", Tides.Run),
    ("budget", Budgets.Run),
    ("adapters", Adapters.Run),
    ("writer and stream", Streams.Run),
    ("metrics", Metrics.Run),
    ("sampled stacks", Stacks.RunSampled),
    ("checked mode", Stacks.RunChecked),
    ("guarded mode", Stacks.RunGuarded),
    ("unpooled mode", Handles.RunUnpooled),
];

int failed = 0;
foreach ((string name, Func<string> run) in steps)
{
    try
    {
        Console.WriteLine($"{name}: {run()}");
    }
    catch (SmokeException failure)
    {
        failed++;
        Console.WriteLine($"{name}: FAILED: {failure.Message}");
    }
}

return failed == 0 ? 0 : 1;
