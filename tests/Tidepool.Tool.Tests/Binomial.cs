namespace Tidepool.Tool.Tests;

/// <summary>How many of a number of objects are sampled, each with the same probability.</summary>
internal static class Binomial
{
    /// <summary>The smallest number that is exceeded with at most the given probability.</summary>
    internal static int MostOf(int count, double chance, double falseAlarm)
    {
        double passed = 0;
        int most = count;
        while (most > 0 && passed + Probability(most, count, chance) <= falseAlarm)
        {
            passed += Probability(most, count, chance);
            most--;
        }

        return most;
    }

    /// <summary>The largest number that isn't reached with at most the given probability.</summary>
    internal static int LeastOf(int count, double chance, double falseAlarm) => count - MostOf(count, 1 - chance, falseAlarm);

    private static double Probability(int sampled, int count, double chance)
    {
        double logarithm = (sampled * Math.Log(chance)) + ((count - sampled) * Math.Log(1 - chance));
        for (int index = 0; index < sampled; index++)
        {
            logarithm += Math.Log((count - index) / (double)(index + 1));
        }

        return Math.Exp(logarithm);
    }
}
