namespace Tidepool.Tool;

/// <summary>What has to be made for a folder to be there, so that it can be taken away again where nothing came of it.</summary>
internal static class MissingFolder
{
    /// <returns>The outermost folder that isn't there yet, or null where all are.</returns>
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
