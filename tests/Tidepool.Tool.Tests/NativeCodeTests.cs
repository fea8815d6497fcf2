using Tidepool.Tool.Recording;

namespace Tidepool.Tool.Tests;

/// <summary>Programs that were published as native code, without what a recording needs.</summary>
[Trait("Requirement", "D6")]
public class NativeCodeTests
{
    [Theory]
    [InlineData(true, "…DotNetRuntimeDebugHeader…")]
    [InlineData(false, "…DotNetRuntimeDebugHeader…Microsoft.NETCore.App…")]
    [InlineData(false, "…")]
    public async Task NativeCode_IsRecognizedByTheRuntimeInItsFile(bool isNative, string contents)
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.Of("program"), contents, TestContext.Current.CancellationToken);
        Assert.Equal(isNative, NativeCode.IsIn(new FileInfo(folder.Of("program"))));
        Assert.False(NativeCode.IsIn(new FileInfo(folder.Of("nothing"))));
    }

    [Fact]
    public void AProcessOnTheRuntime_IsNotNativeCode() => Assert.False(NativeCode.IsOf(Environment.ProcessId));
}
