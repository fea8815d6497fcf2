using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tidepool.RuntimeAsync;
using Tidepool.RuntimeAsync.Scenarios;

// Compiled so that the runtime suspends and resumes its async methods. Prints results as "name: value" lines, and exits with 0 if they are right.
Console.WriteLine($"runtime: {RuntimeInformation.FrameworkDescription}");
try
{
    return Run(args);
}
catch (TypeLoadException error) when (Environment.Version.Major == 10)
{
    Console.Error.WriteLine($"On .NET 10 this needs DOTNET_RuntimeAsync=1 in the environment. {error.Message}");
    return 2;
}

// Not inlined: the runtime must not load the async methods before the try block above is entered.
[MethodImpl(MethodImplOptions.NoInlining)]
static int Run(string[] arguments)
{
    switch (arguments)
    {
        case ["stale-reads"]:
            StaleReads.Print();
            return 0;
        case ["scenarios", .. string[] names] when names.All(static name => Scenario.All.Any(scenario => scenario.Name == name)):
            return RunScenarios(names);
        default:
            Console.Error.WriteLine("Usage: stale-reads | scenarios [NAME...]");
            Console.Error.WriteLine($"Scenarios: {string.Join(' ', Scenario.All.Select(static scenario => scenario.Name))}");
            return 2;
    }
}

static int RunScenarios(string[] names)
{
    Scenario[] scenarios = [.. Scenario.All.Where(scenario => names.Length == 0 || names.Contains(scenario.Name))];
    int failed = 0;
    foreach (Scenario scenario in scenarios)
    {
        try
        {
            Console.WriteLine($"{scenario.Name}: {scenario.Run()}");
        }
        catch (RunFailedException error)
        {
            failed++;
            Console.WriteLine($"{scenario.Name}: FAILED: {error.Message}");
        }
    }

    Console.WriteLine($"passed: {scenarios.Length - failed} of {scenarios.Length}");
    return failed == 0 ? 0 : 1;
}
