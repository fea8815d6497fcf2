namespace Tidepool.AspNetCore.Tests.Documents;

/// <summary>The repository that the tests were built in.</summary>
internal static class Repository
{
    internal static string Read(params string[] path)
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Tidepool.slnx")))
        {
            directory = directory.Parent;
        }

        Assert.True(directory is not null, $"No Tidepool.slnx above {AppContext.BaseDirectory}: run the tests from a build within the repository.");
        return File.ReadAllText(Path.Combine([directory.FullName, .. path]));
    }
}
