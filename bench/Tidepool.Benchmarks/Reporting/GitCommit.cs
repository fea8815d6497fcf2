using System.ComponentModel;
using System.Diagnostics;

namespace Tidepool.Benchmarks.Reporting;

/// <summary>The commit the measured code was built from.</summary>
internal static class GitCommit
{
    /// <summary>The commit's hash, with "+changes" when the working tree differs from it; "unknown" without git or a repository.</summary>
    public static string Describe()
    {
        string? hash = Git("rev-parse", "HEAD");
        if (hash is null)
        {
            return "unknown";
        }

        return string.IsNullOrEmpty(Git("status", "--porcelain")) ? hash : $"{hash}+changes";
    }

    private static string? Git(params string[] arguments)
    {
        // The program lies inside the repository, wherever it was started from.
        ProcessStartInfo start = new("git", ["-C", AppContext.BaseDirectory, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        try
        {
            using Process? git = Process.Start(start);
            if (git is null)
            {
                return null;
            }

            // Errors are drained too, or a full pipe would stop git; what they say doesn't matter, the exit code does.
            Task<string> errors = git.StandardError.ReadToEndAsync();
            string output = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            errors.GetAwaiter().GetResult();
            return git.ExitCode == 0 ? output : null;
        }
        catch (Win32Exception)
        {
            // No git on this machine: the report says "unknown".
            return null;
        }
    }
}
