namespace Tidepool.Benchmarks.Workloads;

/// <summary>Several of the same.</summary>
internal static class Many
{
    public static T[] Of<T>(int count, Func<int, T> make) => [.. Enumerable.Range(0, count).Select(make)];

    /// <summary>Runs tasks, with numbers from 1, and waits for all.</summary>
    public static void RunTasks(int count, Func<int, Task> body) => Task.WhenAll(StartTasks(count, body)).GetAwaiter().GetResult();

    /// <summary>Starts tasks, with numbers from 1.</summary>
    public static Task[] StartTasks(int count, Func<int, Task> body) => Of(count, index => Task.Run(() => body(index + 1)));
}
