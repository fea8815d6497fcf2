namespace Tidepool.Tool;

/// <summary>Finds which folders must be created for a path to exist, so that they can be removed again if nothing was written to them.</summary>
internal static class MissingFolder
{
    /// <returns>The outermost folder that doesn't exist yet, or null if all of them do.</returns>
    internal static DirectoryInfo? Of(DirectoryInfo? folder)
    {
        DirectoryInfo? missing = null;
        for (DirectoryInfo? at = folder; at is not null && !Directory.Exists(at.FullName); at = at.Parent)
        {
            missing = at;
        }

        return missing;
    }
}
