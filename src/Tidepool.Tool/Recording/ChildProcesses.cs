using System.Globalization;

namespace Tidepool.Tool.Recording;

/// <summary>The descendants of a process, which are visible on Linux only.</summary>
internal static class ChildProcesses
{
    internal static bool AreShown => OperatingSystem.IsLinux();

    /// <summary>Ids of the descendants that run .NET and can be examined; none if they aren't visible.</summary>
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

    /// <summary>Name and id, for messages.</summary>
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

    /// <returns>Null if the process has ended.</returns>
    private static int? ParentOf(int id)
    {
        try
        {
            // The name, in parentheses, may contain anything. It is followed by the state and the parent.
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
            return "a process that has ended";
        }
    }
}
