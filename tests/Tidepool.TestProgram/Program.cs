using Tidepool.TestProgram;
using Tidepool.TestProgram.Faults;
using Tidepool.TestProgram.Hosts;
using Tidepool.TestProgram.Misuse;

// Run by the tests as a separate process, for behavior of a whole process. Prints results as "name: value" lines.
switch (args)
{
    case ["mode"]:
        ModeReport.Print();
        return 0;
    case ["shared-mode"]:
        ModeReport.PrintShared();
        return 0;
    case ["exhaust", string size, string samplingInterval]:
        return MemoryExhaustion.Run(Number(size), Number(samplingInterval));
    case ["faults", string setting, string places]:
        return FaultRun.Run(setting, Number(places));
    case ["quiet-threads"]:
        return QuietThreads.Run();
    case ["starved-thread-pool"]:
        return await StarvedThreadPool.RunAsync();
    case ["plug-in", string listens, string disposes]:
        return PlugInHost.Run(bool.Parse(listens), bool.Parse(disposes));
    case ["first-use", string listener, string pool]:
        return FirstUse.Run(listener, pool);
    case ["first-day", string pool]:
        FirstDay.Run(pool);
        return 0;
    case ["report"]:
        ReportedMisuse.Run();
        return 0;
    case ["drop", string count]:
        return DroppedInALoop.Run(Number(count));
    case ["sample"]:
        SampleReport.Print();
        return 0;
    case ["misuse", _, _, _, _, _]:
        Console.WriteLine($"outcome: {MisuseScenario.Run(MisuseCase.Parse(args.AsSpan(1)))}");
        return 0;
    case ["telemetry", string poolName]:
        return await TelemetryTarget.RunAsync(poolName);
    case ["underrun"]:
        Underrun.Run();
        return 0;
    default:
        await Console.Error.WriteLineAsync(
            "Usage: mode | shared-mode | exhaust SIZE SAMPLING-INTERVAL | faults SETTING PLACES | quiet-threads "
            + "| starved-thread-pool | plug-in LISTENS DISPOSES | first-use LISTENER POOL | first-day arraypool-or-tidepool | report | drop COUNT | sample "
            + "| misuse MODE ACT MOMENT HANDLE THREAD | telemetry POOL-NAME | underrun");
        return 2;
}

static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
