using Tidepool.TestProgram;

// Run by the tests as a process of its own, for what holds for a whole process. Prints findings as "name: value" lines.
switch (args)
{
    case ["mode"]:
        ModeReport.Print();
        return 0;
    case ["shared-mode"]:
        ModeReport.PrintShared();
        return 0;
    case ["exhaust", string size]:
        return MemoryExhaustion.Run(int.Parse(size, System.Globalization.CultureInfo.InvariantCulture));
    case ["quiet-threads"]:
        return QuietThreads.Run();
    default:
        await Console.Error.WriteLineAsync("Usage: mode | shared-mode | exhaust SIZE | quiet-threads");
        return 2;
}
