using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>Ignores all events; derived types override those that they need.</summary>
internal abstract class SilentEvents : FlowEvents
{
    internal override void Lost(Rental rental, LeaseState state)
    {
    }

    internal override void Used(Rental rental, LeaseState state, IOperation use)
    {
    }

    internal override void ReturnedAgain(Rental rental, LeaseState state, IOperation again)
    {
    }

    internal override void Outlived(Rental rental, LeaseState state, IOperation kept)
    {
    }

    internal override void Unawaited(Rental rental, LeaseState state, IOperation begun)
    {
    }

    internal override void HandedOutDead(Rental rental, LeaseState state, IOperation place)
    {
    }

    internal override void HandedOutAlive(Rental rental, IOperation place)
    {
    }

    internal override void Replaced(Rental rental, IOperation by)
    {
    }
}
