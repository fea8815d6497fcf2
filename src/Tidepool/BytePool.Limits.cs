namespace Tidepool;

public sealed partial class BytePool
{
    /// <summary>The budget: the most bytes that all buffers of the pool, idle and rented, may take up together; null for none.
    /// At first <see cref="BytePoolOptions.MaxTotalBytes"/>; may be changed while the pool runs, also that of <see cref="Shared"/>.</summary>
    /// <value>At least the smallest buffer (<see cref="MinSize"/>), or null.</value>
    /// <remarks>
    /// <para>When it is lowered, idle buffers are released until the pool is within it, as far as that goes: what is rented stays,
    /// and nothing new is made until enough of it has come back and been released. When it is raised,
    /// callers of <see cref="RentAsync"/> that wait get what they wait for, first come, first served.</para>
    /// <para>A caller that already waits for more than a new limit allows isn't turned away: it waits, and those behind it, until the limit is raised,
    /// or the caller's token is cancelled.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than the smallest buffer. Nothing changes.</exception>
    public long? MaxTotalBytes
    {
        get => _engine.BudgetLimit;
        set
        {
            if (value < MinSize)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(value), value, $"The budget must be at least {MinSize:N0}, the smallest buffer of the pool, or null for none; "
                        + "no buffer would ever fit.");
            }

            _engine.BudgetLimit = value;
            GC.KeepAlive(this);
        }
    }
}
