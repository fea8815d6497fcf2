using System.Net;

namespace Tidepool.AspNetCore.Tests.Kestrel;

/// <summary>A body that is sent up to a point and then stops, until it is released: then it fails.</summary>
/// <param name="length">The length that it announces.</param>
/// <param name="halt">The position at which it stops.</param>
internal sealed class HaltingContent(long length, int halt) : HttpContent
{
    private readonly TaskCompletionSource _halted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once everything up to that point has been passed to the connection.</summary>
    internal Task Halted => _halted.Task;

    internal void Release() => _released.TrySetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(new byte[halt], cancellationToken);
        await stream.FlushAsync(cancellationToken);
        _halted.TrySetResult();
        await _released.Task.WaitAsync(cancellationToken);
        throw new IOException("The test ends this upload.");
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }
}
