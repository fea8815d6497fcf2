namespace Tidepool.AspNetCore.Tests.LivePage.Browser;

/// <summary>Pools as in a server in use: uploads in waves up to a budget, small frames, a parser that is being investigated, and code that forgets to return
/// leases.</summary>
internal sealed class SampleLoad : IAsyncDisposable
{
    private const int Uploaders = 40;

    private readonly CancellationTokenSource _stopping = new();
    private readonly BytePool _uploads = new(new BytePoolOptions { Name = "uploads", MaxTotalBytes = 40 * 1024 * 1024,
        MaxSize = 4 * 1024 * 1024, LeakSamplingInterval = 50, DecayTime = TimeSpan.FromSeconds(6) });
    private readonly BytePool _frames =
        new(new BytePoolOptions { Name = "websocket frames", MaxSize = 64 * 1024, LeakSamplingInterval = 1000, DecayTime = TimeSpan.FromSeconds(6) });
    private readonly BytePool _parser = new(new BytePoolOptions { Name = "parser", Mode = PoolMode.Checked, MaxSize = 64 * 1024 });
    private readonly List<ByteLease> _forgotten = [];
    private readonly Task[] _work;

    private SampleLoad() => _work = [.. Enumerable.Range(0, Uploaders).Select(UploadAsync), SendFramesAsync(), ParseAsync()];

    internal static SampleLoad Start() => new();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_work);
        _forgotten.ForEach(static lease => lease.Dispose());
        _uploads.Dispose();
        _frames.Dispose();
        _parser.Dispose();
        _stopping.Dispose();
    }

    private async Task UploadAsync(int number)
    {
        Random random = new(number);
        for (int round = 0; await GoesOnAsync(random.Next(20, 400) + (number * 15 * (int)(1 + Math.Sin(round / 9.0)))); round++)
        {
            using ByteLease chunk = await _uploads.RentAsync(random.Next(64 * 1024, (round % 5 == 0 ? 4 : 2) * 1024 * 1024));
            await GoesOnAsync(random.Next(100, 900));
        }
    }

    private async Task SendFramesAsync()
    {
        Random random = new(1);
        while (await GoesOnAsync(10))
        {
            for (int round = 0; round < 20; round++)
            {
                ByteLease[] frames = [.. Enumerable.Range(0, random.Next(10, 60)).Select(_ => _frames.Rent(random.Next(100, random.Next(200, 60_000))))];
                Array.ForEach(frames, static frame => frame.Return());
            }
        }
    }

    private async Task ParseAsync()
    {
        Random random = new(2);
        for (int round = 0; await GoesOnAsync(50); round++)
        {
            ByteLease token = _parser.Rent(random.Next(100, 5000));
            if (round % 100 == 40)
            {
                _forgotten.Add(token);
            }
            else
            {
                token.Return();
            }

            if (round == 200)
            {
                Drop();
            }
        }
    }

    private void Drop()
    {
        _ = _parser.Rent(3000);
        FullCollections.Run();
    }

    private async Task<bool> GoesOnAsync(int milliseconds)
    {
        await Task.Delay(milliseconds, _stopping.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
        return !_stopping.IsCancellationRequested;
    }
}
