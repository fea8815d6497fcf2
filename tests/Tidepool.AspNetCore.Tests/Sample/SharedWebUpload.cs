namespace Tidepool.AspNetCore.Tests.Sample;

/// <summary>One running sample with its usual settings, for the tests that leave it as it was.</summary>
public sealed class SharedWebUpload : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private WebUploadProgram _program = null!;

    /// <summary>Sends requests to it.</summary>
    internal HttpClient Client => _program.Client;

    /// <summary>The files in its folder.</summary>
    internal string[] Files => _folder.Files;

    public async ValueTask InitializeAsync() => _program = await WebUploadProgram.StartAsync("--folder", _folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        _folder.Dispose();
    }
}
