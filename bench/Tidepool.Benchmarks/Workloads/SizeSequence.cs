namespace Tidepool.Benchmarks.Workloads;

/// <summary>Sizes drawn once, the same for every peer, so that no random number is drawn while measuring.</summary>
internal static class SizeSequence
{
    /// <summary>How many sizes a sequence has: a power of two, and a multiple of a chunk's length.</summary>
    public const int Count = 4_096;

    private const int Seed = 20_260_101;

    /// <summary>As many small as large ones, doubling by doubling.</summary>
    public static int[] LogUniform(int smallest, int largest) => Draw(unit => smallest * Math.Pow((double)largest / smallest, unit));

    /// <summary>Many small ones and few large ones, cut off at both ends.</summary>
    public static int[] Exponential(int smallest, int mean, int largest) => Draw(unit => Math.Clamp(-Math.Log(1 - unit) * mean, smallest, largest));

    /// <summary>Every size between two bounds, equally likely.</summary>
    public static int[] Uniform(int smallest, int largest) => Draw(unit => smallest + (unit * (largest - smallest)));

    private static int[] Draw(Func<double, double> sizeOf)
    {
        Random random = new(Seed);
        int[] sizes = new int[Count];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = (int)sizeOf(random.NextDouble());
        }

        return sizes;
    }
}
