using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>The sizes that a pool's buffers come in by default: four to each doubling.</summary>
internal static class BufferSize
{
    private const int StepsBetweenPowersOfTwo = 4;

    /// <summary>Below it, four to a doubling would be no whole numbers of words.</summary>
    private const int Smallest = 32;

    /// <summary>Bytes of the buffer that serves a length.</summary>
    internal static int Of(int length)
    {
        // Steps are quarters of the lower power of two, and lengths lie over that.
        int step = SizeBucket.Of(Math.Max(length, Smallest)) / 2 / StepsBetweenPowersOfTwo;
        return (length + step - 1) / step * step;
    }
}
