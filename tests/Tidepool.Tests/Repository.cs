namespace Tidepool.Tests;

/// <summary>The checkout in which the tests were built.</summary>
internal static class Repository
{
    internal static string Root()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Tidepool.slnx")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName
            ?? throw new InvalidOperationException($"No Tidepool.slnx above {AppContext.BaseDirectory}: run the tests from a build within the repository.");
    }
}
