namespace Tidepool.Tool.Analysis;

/// <summary>Finds what to name on a stack without a method of the program. A library then does work that was started earlier: on a thread of its own, in a
/// work item of the thread pool, or from a timer.</summary>
internal static class LibraryWork
{
    private const string Threading = "System.Threading.";

    /// <summary>Parts of <see cref="Threading"/> that programs call, and that don't run others.</summary>
    private static readonly string[] s_called = [Threading + "Channels.", Threading + "Tasks.Dataflow.", Threading + "RateLimiting."];

    /// <summary>What runs work, by prefixes of the full method names; the most specific first.</summary>
    private static readonly (string Method, string By)[] s_origins =
    [
        (Threading + "TimerQueue", "from a timer"),
        ("System.Net.Sockets.SocketAsyncE", "after an event of a socket"),
        (Threading + "ThreadPool", "in the thread pool"),
        (Threading + "PortableThreadPool", "in the thread pool"),
        (Threading + "_ThreadPoolWaitCallback", "in the thread pool"),
        (Threading + "_IOCompletionCallback", "in the thread pool"),
        (Threading + "Thread.", "on a thread of its own"),
    ];

    /// <param name="methods">The full names of the methods of a stack, innermost first. None of them is the program's.</param>
    /// <returns>The index of the outermost method of the innermost piece of work, and what runs it. In one stack, the end of a piece may run the next, so the
    /// outermost method of all may have nothing to do with the allocation.</returns>
    internal static (int Index, string By) Of(IReadOnlyList<string> methods)
    {
        int begin = 0;
        while (begin < methods.Count && RunsOthers(methods[begin]))
        {
            begin++;
        }

        int end = begin;
        while (end < methods.Count && !RunsOthers(methods[end]))
        {
            end++;
        }

        // What is inlined into a method that only runs others has no frame of its own.
        bool isInlined = begin == methods.Count;
        string? by = s_origins.Select(static origin => (origin.Method, (string?)origin.By))
            .FirstOrDefault(origin => methods.Skip(isInlined ? 0 : end).Any(method => method.StartsWith(origin.Method, StringComparison.Ordinal))).Item2;
        return (isInlined ? 0 : end - 1, by ?? "on an unknown thread");
    }

    private static bool RunsOthers(string method) => CallSites.IsDriver(method)
        || (method.StartsWith(Threading, StringComparison.Ordinal) && !s_called.Any(called => method.StartsWith(called, StringComparison.Ordinal)))
        || method.StartsWith("System.Net.Sockets.SocketAsync", StringComparison.Ordinal)
        || method.StartsWith("System.Net.Sockets.Socket+AwaitableSocketAsyncEventArgs.", StringComparison.Ordinal)
        || method.Contains(".IThreadPoolWorkItem.Execute(", StringComparison.Ordinal);
}
