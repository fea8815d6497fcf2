namespace Tidepool.TestProgram.Faults;

/// <summary>Uses a pool again and again while each of its allocations fails in turn, and says whether it was intact after each.</summary>
internal static class FaultRun
{
    internal static int Run(string setting, int places)
    {
        AllocationFaults faults = new(places);

        // Two rounds without a fault: what is made once for a process is there in the second, and what remains is passed each time.
        Use(setting, faults);
        int[] before = PassesOf(faults);
        Use(setting, faults);
        int[] passes = [.. PassesOf(faults).Zip(before, static (after, earlier) => after - earlier)];

        int struck = 0;
        for (int place = 0; place < places; place++)
        {
            // The first time, the second, and the last: a table that grows fails otherwise than one that is made.
            foreach (int pass in ((int[])[1, 2, passes[place]]).Where(pass => pass > 0 && pass <= passes[place]).Distinct())
            {
                // Printed first: what ends the process is known by the last line.
                Console.WriteLine($"now: at place {place}, passed for the {pass}. time");
                faults.Arm(place, pass);
                FaultScenario scenario = Use(setting, faults);
                struck += faults.HasStruck ? 1 : 0;
                if (scenario.Fault is { } fault)
                {
                    Console.WriteLine($"fault: at place {place}, passed for the {pass}. time: {fault}");
                }
                else if (scenario.Lost != 0)
                {
                    Console.WriteLine($"lost: {scenario.Lost} at place {place}, passed for the {pass}. time");
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
