using System.Runtime.CompilerServices;

namespace Tidepool.AotSmoke;

/// <summary>The checks that the steps use.</summary>
internal static class Expect
{
    /// <summary>Fails unless the condition holds.</summary>
    internal static void That(bool holds, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        if (!holds)
        {
            throw new SmokeException($"not so: {what}");
        }
    }

    /// <summary>Fails unless the action throws this exception.</summary>
    /// <returns>Its message.</returns>
    internal static string Throws<TException>(Action act)
        where TException : Exception
    {
        try
        {
            act();
        }
        catch (TException expected)
        {
            return expected.Message;
        }

        throw new SmokeException($"no {typeof(TException).Name}");
    }
}
