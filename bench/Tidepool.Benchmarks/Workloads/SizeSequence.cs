namespace Tidepool.Benchmarks.Workloads;

/// <summary>Sizes drawn once, the same for every peer, so that no random number is drawn while measuring.</summary>
internal static class SizeSequence
{
    private const int Seed = 20_260_101;

    /// <summary>As many small as large ones, doubling by doubling.</summary>
    public static int[] LogUniform(int count, int smallest, int largest) =>
        Draw(count, unit => smallest * Math.Pow((double)largest / smallest, unit));

    /// <summary>Many small ones and few large ones, cut off at both ends.</summary>
    public static int[] Exponential(int count, int smallest, int mean, int largest) =>
        Draw(count, unit => Math.Clamp(-Math.Log(1 - unit) * mean, smallest, largest));

    /// <summary>Every size between two bounds alike.</summary>
    public static int[] Uniform(int count, int smallest, int largest) => Draw(count, unit => smallest + (unit * (largest - smallest)));

    private static int[] Draw(int count, Func<double, double> sizeOf)
    {
        Random random = new(Seed);
        int[] sizes = new int[count];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = (int)sizeOf(random.NextDouble());
        }

        return sizes;
    }
}
