namespace Tidepool.Tool.Analysis;

/// <summary>Finds files whose names are known except for the case of their letters.</summary>
internal static class AnyCase
{
    private static readonly EnumerationOptions s_anyCase = new() { MatchCasing = MatchCasing.CaseInsensitive, AttributesToSkip = 0 };

    /// <returns>The path of a file that exists; null if there is none.</returns>
    internal static string? Find(string path)
    {
        if (File.Exists(path))
        {
            return path;
        }

        if (!Path.IsPathFullyQualified(path))
        {
            return null;
        }

        string found = Path.GetPathRoot(path)!;
        foreach (string name in path[found.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            string exact = Path.Combine(found, name);
            if (Path.Exists(exact))
            {
                found = exact;
            }
            else if (Directory.Exists(found) && Directory.EnumerateFileSystemEntries(found, name, s_anyCase).FirstOrDefault() is { } near)
            {
                found = near;
            }
            else
            {
                return null;
            }
        }

        return found;
    }
}
