using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>The events of the analysis on its paths. The rules decide whether an event is a fault, and which one.</summary>
internal abstract class FlowEvents
{
    /// <summary>No code can return the rental any more.</summary>
    internal abstract void Lost(Rental rental, LeaseState state);

    /// <summary>A returned rental is used.</summary>
    internal abstract void Used(Rental rental, LeaseState state, IOperation use);

    /// <summary>A returned rental is returned once more, strictly.</summary>
    internal abstract void ReturnedAgain(Rental rental, LeaseState state, IOperation again);

    /// <summary>A rental has been returned, but code outside the method still has its bytes.</summary>
    internal abstract void Outlived(Rental rental, LeaseState state, IOperation kept);

    /// <summary>A rental has been returned while work that no code awaits still uses its bytes.</summary>
    internal abstract void Unawaited(Rental rental, LeaseState state, IOperation begun);

    /// <summary>The method has returned a lease that it had handed out.</summary>
    internal abstract void HandedOutDead(Rental rental, LeaseState state, IOperation place);

    /// <summary>On another path, a lease that was handed out at the place isn't returned, or may be handed over before it is.</summary>
    internal abstract void HandedOutAlive(Rental rental, IOperation place);

    /// <summary>On a path that may be impossible, a rental is returned or handed over.</summary>
    internal virtual void SettledInDoubt(Rental rental)
    {
    }

    /// <summary>The method returns a value to its caller.</summary>
    internal virtual void Given(Value value, PathState state)
    {
    }

    /// <summary>A path has reached the end of the method, other than by an exception.</summary>
    internal virtual void Ended(PathState state)
    {
    }

    /// <summary>A variable that holds a rented array is assigned another one.</summary>
    internal abstract void Replaced(Rental rental, IOperation by);
}
