using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>What the analysis meets on its paths. Whether it is a fault, and which, is for the rules to say.</summary>
internal abstract class FlowEvents
{
    /// <summary>Nobody can return the rental any more.</summary>
    internal abstract void Lost(Rental rental, LeaseState state);

    /// <summary>A returned rental is used.</summary>
    internal abstract void Used(Rental rental, LeaseState state, IOperation use);

    /// <summary>A returned rental is returned once more, strictly.</summary>
    internal abstract void ReturnedAgain(Rental rental, LeaseState state, IOperation again);

    /// <summary>A rental has been returned, but somebody outside the method still has its bytes.</summary>
    internal abstract void Outlived(Rental rental, LeaseState state, IOperation kept);

    /// <summary>A rental has been returned while work with its bytes goes on that nobody awaits.</summary>
    internal abstract void Unawaited(Rental rental, LeaseState state, IOperation begun);

    /// <summary>The method has returned a lease that somebody outside it got before.</summary>
    internal abstract void HandedOutDead(Rental rental, LeaseState state, IOperation place);

    /// <summary>On another path, a lease that was handed out at the place isn't returned, or may be given up before it is.</summary>
    internal abstract void HandedOutAlive(Rental rental, IOperation place);

    /// <summary>The method gives a value to its caller.</summary>
    internal virtual void Given(Value value, PathState state)
    {
    }

    /// <summary>A path has come to the end of the method, and not by an exception.</summary>
    internal virtual void Ended(PathState state)
    {
    }

    /// <summary>A variable that has a rented array gets another one.</summary>
    internal abstract void Replaced(Rental rental, IOperation by);
}
