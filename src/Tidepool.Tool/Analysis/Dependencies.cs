using System.Text.Json;

namespace Tidepool.Tool.Analysis;

/// <summary>Tells from the <c>.deps.json</c> beside a program which assemblies were built from its projects, and which are from packages.</summary>
internal sealed class Dependencies
{
    private const string Project = "project";
    private const string Package = "package";

    private readonly Dictionary<string, Dictionary<string, bool>> _folders = [];

    /// <param name="module">The path of an assembly.</param>
    /// <returns>Null if that isn't known, as for a trace from another machine, or a program in a single file.</returns>
    internal bool? IsProject(string module)
    {
        if (Path.GetDirectoryName(module) is not { Length: > 0 } folder)
        {
            return null;
        }

        if (!_folders.TryGetValue(folder, out Dictionary<string, bool>? known))
        {
            _folders[folder] = known = Directory.Exists(folder) ? Read(folder) : [];
        }

        return known.TryGetValue(Path.GetFileName(module), out bool isProject) ? isProject : null;
    }

    /// <summary>By the names of their files. If a folder has several programs, what one of them has as a project is one.</summary>
    private static Dictionary<string, bool> Read(string folder)
    {
        Dictionary<string, bool> assemblies = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, bool isProject) in Directory.EnumerateFiles(folder, "*.deps.json").SelectMany(AssembliesIn))
        {
            assemblies[name] = isProject || assemblies.GetValueOrDefault(name);
        }

        return assemblies;
    }

    private static IEnumerable<(string Name, bool IsProject)> AssembliesIn(string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
            JsonElement libraries = document.RootElement.GetProperty("libraries");
            return
            [
                .. document.RootElement.GetProperty("targets").EnumerateObject().SelectMany(static target => target.Value.EnumerateObject())
                    .Select(library => (library.Value, Type: libraries.GetProperty(library.Name).GetProperty("type").GetString()))
                    .Where(static library => library.Type is Project or Package && library.Value.TryGetProperty("runtime", out _))
                    .SelectMany(static library => library.Value.GetProperty("runtime").EnumerateObject()
                        .Select(assembly => (Path.GetFileName(assembly.Name), library.Type == Project))),
            ];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException
            or InvalidOperationException)
        {
            // Symbols tell nearly as well.
            return [];
        }
    }
}
