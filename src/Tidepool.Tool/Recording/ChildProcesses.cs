using System.Globalization;

namespace Tidepool.Tool.Recording;

/// <summary>The processes that a process has started, and those that these have started. Only Linux shows them.</summary>
internal static class ChildProcesses
{
    internal static bool AreShown => OperatingSystem.IsLinux();

    /// <summary>Those that run .NET and can be examined, by id; none where they aren't shown.</summary>
    internal static IReadOnlyList<int> DotnetOf(int id)
    {
        if (!AreShown)
        {
            return [];
        }

        ILookup<int, int> childrenOf = Parents().ToLookup(static one => one.Parent, static one => one.Id);
        HashSet<int> dotnet = [.. DiagnosticPorts.All()];
        List<int> found = [];
        Queue<int> toVisit = new(childrenOf[id]);
        while (toVisit.TryDequeue(out int child))
        {
            if (dotnet.Contains(child))
            {
                found.Add(child);
            }

            foreach (int grandchild in childrenOf[child])
            {
                toVisit.Enqueue(grandchild);
            }
        }

        return found;
    }

    /// <summary>Name and id, as one would ask for it.</summary>
    internal static string Describe(int id) => $"{RunningProcess.ProgramOf(id) ?? NameOf(id)} ({id})";

    private static IEnumerable<(int Id, int Parent)> Parents()
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && ParentOf(id) is { } parent)
            {
                yield return (id, parent);
            }
        }
    }

    /// <returns>Null where the process has ended.</returns>
    private static int? ParentOf(int id)
    {
        try
        {
            // Behind the name, which is in parentheses and may hold anything: the state, and the parent.
            string values = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(values[(values.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string NameOf(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/comm").TrimEnd();
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "a program that has ended";
        }
    }
}
