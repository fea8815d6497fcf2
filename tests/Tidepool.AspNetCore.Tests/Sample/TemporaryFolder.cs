namespace Tidepool.AspNetCore.Tests.Sample;

/// <summary>A folder that is deleted after its test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("web-upload-test-").FullName;

    internal string[] Files => Directory.GetFiles(Path);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
