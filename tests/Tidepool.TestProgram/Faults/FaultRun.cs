namespace Tidepool.TestProgram.Faults;

/// <summary>Uses a pool repeatedly while each of its allocations fails in turn, and reports whether the pool was intact after each fault.</summary>
internal static class FaultRun
{
    internal static int Run(string setting, int places)
    {
        AllocationFaults faults = new(places);

        // Two rounds without a fault: the second one passes only the allocations that aren't made once per process.
        Use(setting, faults);
        int[] before = PassesOf(faults);
        Use(setting, faults);
        int[] passes = [.. PassesOf(faults).Zip(before, static (after, earlier) => after - earlier)];

        int struck = 0;
        for (int place = 0; place < places; place++)
        {
            // The first pass, the second, and the last: creating a table fails differently from growing it.
            foreach (int pass in ((int[])[1, 2, passes[place]]).Where(pass => pass > 0 && pass <= passes[place]).Distinct())
            {
                // Printed first: if the process dies, the last line shows where.
                Console.WriteLine($"now: at place {place}, pass {pass}");
                faults.Arm(place, pass);
                FaultScenario scenario = Use(setting, faults);
                struck += faults.HasStruck ? 1 : 0;
                if (scenario.Fault is { } fault)
                {
                    Console.WriteLine($"fault: at place {place}, pass {pass}: {fault}");
                }
                else if (scenario.Lost != 0)
                {
                    Console.WriteLine($"lost: {scenario.Lost} at place {place}, pass {pass}");
                }
            }
        }

        Console.WriteLine($"places: {string.Join(' ', passes.Index().Where(static pair => pair.Item > 0).Select(static pair => pair.Index))}");
        Console.WriteLine($"struck: {struck}");
        return 0;
    }

    private static int[] PassesOf(AllocationFaults faults) => [.. Enumerable.Range(0, faults.Places).Select(faults.PassesOf)];

    private static FaultScenario Use(string setting, AllocationFaults faults)
    {
        FaultScenario scenario = new(setting, faults);
        try
        {
            scenario.Run();
            return scenario;
        }
        finally
        {
            faults.Disarm();
        }
    }
}
