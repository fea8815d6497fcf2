namespace Tidepool.Tests.ModelChecking;

/// <summary>How a buffer comes back in a <see cref="WakeUpModel"/>.</summary>
public enum ReturnKind
{
    /// <summary>The hot slot, by its home thread, which in the smaller models then rents and returns it once more if it still can.</summary>
    InPlace,

    /// <summary>A slot that its home thread makes the hot one while it is out.</summary>
    InPlaceAfterMakeHot,

    /// <summary>By another thread, with an interlocked operation.</summary>
    Foreign,
}

/// <summary>What is wrong with the protocol in a <see cref="WakeUpModel"/>.</summary>
public enum WakeUpFlaw
{
    None,
    FlagReadBeforeStore,
    NoBarrier,
    LookBeforeAnnouncement,
    HotSlotChangedOutsideLock,
    FlagNotRestored,
    ForeignReturnDoesNotLook,
    HomelessReturnDoesNotLook,
}

/// <summary>Returners who look at a flag without a fence, and waiters who set it, issue a process-wide barrier and look again.</summary>
/// <remarks>
/// One size. Each returner has one buffer, which is out at the start; a waiter who got one gives it back, without a home, to the depot. That a slot can't
/// be rented at home and taken away at once is the matter of <see cref="SlotModel"/>: here both are one interlocked step.
/// </remarks>
internal sealed class WakeUpModel(WakeUpFlaw flaw, IReadOnlyList<ReturnKind> returners, int waiters)
{
    // Memory.
    private const int LineGate = 0;
    private const int DepotGate = 1;
    private const int HasWaiters = 2;
    private const int Queued = 3;
    private const int Served = 4;
    private const int IdleInDepot = 5;
    private const int FirstSlot = 6;

    // Locals.
    private const int Ticket = 0;
    private const int Flag = 1;
    private const int Found = 2;
    private const int Rounds = 3;

    // Generations.
    private const int Idle = 0;
    private const int Rented = 1;
    private const int Taken = 2;

    /// <summary>The largest models would take long if their returners did more than return.</summary>
    private readonly int _rentsAgain = returners.Count + waiters > 3 ? 0 : 1;

    private readonly Step[] _serving = new Step[returners.Count];

    internal Exploration Explore()
    {
        World start = new(FirstSlot + (3 * returners.Count), Rounds + 1, [.. returners.Select(Returner), .. Enumerable.Range(0, waiters).Select(_ => Waiter())]);
        for (int slot = 0; slot < returners.Count; slot++)
        {
            start[Generation(slot)] = Rented;
            start[IsHot(slot)] = start[InPlace(slot)] = returners[slot] == ReturnKind.InPlace ? 1 : 0;
        }

        return Explorer.Explore(start, static _ => null, Check);
    }

    private static int Generation(int slot) => FirstSlot + (3 * slot);

    private static int InPlace(int slot) => FirstSlot + (3 * slot) + 1;

    private static int IsHot(int slot) => FirstSlot + (3 * slot) + 2;

    private string? Check(World end)
    {
        bool isIdle = end[IdleInDepot] > 0 || Enumerable.Range(0, returners.Count).Any(slot => end[Generation(slot)] == Idle);
        if (end[Served] < end[Queued])
        {
            return isIdle ? "A waiter sleeps while a buffer is idle." : "A waiter sleeps though everything has come back.";
        }

        if (Enumerable.Range(0, end.Actors).Any(actor => !end.HasEnded(actor)))
        {
            return "Somebody is stuck.";
        }

        bool isQuiet = end[HasWaiters] == 0 && Enumerable.Range(0, returners.Count).All(slot => end[InPlace(slot)] == end[IsHot(slot)]);
        return isQuiet ? null : "Nobody waits any more, but returns are still noticed.";
    }

    private Step Returner(ReturnKind how, int slot)
    {
        Step? rentAgain = null;
        Step serve = new("serves who waits", turn =>
        {
            turn.Enter(LineGate);
            return _serving[slot];
        });
        Step leave = new("leaves the line", turn =>
        {
            turn.Exit(LineGate);
            return how == ReturnKind.Foreign ? null : rentAgain;
        });
        _serving[slot] = Serving(leave);
        Step look = new("looks whether somebody waits", turn => turn.Read(HasWaiters) != 0 ? serve : how == ReturnKind.Foreign ? null : rentAgain);
        if (how == ReturnKind.Foreign)
        {
            return new Step("returns by compare-exchange", turn =>
            {
                turn.CompareExchange(Generation(slot), Idle, Rented);
                return flaw == WakeUpFlaw.ForeignReturnDoesNotLook ? null : look;
            });
        }

        Step giveBack = ReturnAtHome(slot, look, new Step("returned in place", _ => rentAgain));
        rentAgain = new Step("rents once more", turn =>
            turn[Rounds]++ < _rentsAgain && turn.CompareExchange(Generation(slot), Rented, Idle) ? giveBack : null);
        return how == ReturnKind.InPlace ? giveBack : MakeHot(slot, giveBack);
    }

    private Step ReturnAtHome(int slot, Step look, Step done)
    {
        Step readFlag = new("reads the flag", turn => turn.Read(InPlace(slot)) != 0 ? done : look);
        Step storeAndGoOn = new("stores idle, having read the flag", turn =>
        {
            turn.WriteRelease(Generation(slot), Idle);
            return turn[Flag] != 0 ? done : look;
        });
        return flaw == WakeUpFlaw.FlagReadBeforeStore
            ? new Step("reads the flag too soon", turn =>
            {
                turn[Flag] = turn.Read(InPlace(slot));
                return storeAndGoOn;
            })
            : new Step("stores idle", turn =>
            {
                turn.WriteRelease(Generation(slot), Idle);
                return readFlag;
            });
    }

    private Step MakeHot(int slot, Step then)
    {
        bool isLocked = flaw != WakeUpFlaw.HotSlotChangedOutsideLock;
        Step exit = new("has made it hot", turn =>
        {
            if (isLocked)
            {
                turn.Exit(DepotGate);
            }

            return then;
        });
        Step set = new("sets its flag", turn =>
        {
            turn.Write(InPlace(slot), turn[Flag]);
            return exit;
        });
        Step read = new("reads whether somebody waits", turn =>
        {
            turn[Flag] = 1 - turn.Read(HasWaiters);
            return set;
        });
        return new Step("makes its slot hot", turn =>
        {
            if (isLocked)
            {
                turn.Enter(DepotGate);
            }

            turn.Write(IsHot(slot), 1);
            return read;
        });
    }

    private Step Waiter()
    {
        Step? serveOthers = null;
        Step lookForWaiters = new("looks whether somebody waits", turn => turn.Read(HasWaiters) != 0 ? serveOthers : null);
        Step giveBack = new("got a buffer and gives it back", turn =>
        {
            // Under the depot's lock, in one step.
            turn.WaitUntil(turn.Read(Served) > turn[Ticket] && turn.Read(DepotGate) == 0);
            turn.Exchange(IdleInDepot, turn.Read(IdleInDepot) + 1);
            return flaw == WakeUpFlaw.HomelessReturnDoesNotLook ? null : lookForWaiters;
        });
        Step leave = new("leaves the line", turn =>
        {
            turn.Exit(LineGate);
            return giveBack;
        });
        Step leaveAtLast = new("leaves the line", turn =>
        {
            turn.Exit(LineGate);
            return null;
        });
        Step servingOthers = Serving(leaveAtLast);
        serveOthers = new Step("serves who waits", turn =>
        {
            turn.Enter(LineGate);
            return servingOthers;
        });

        bool isLate = flaw == WakeUpFlaw.LookBeforeAnnouncement;
        Step looked = isLate
            ? Announcing(1, leave, isUseless: static turn => turn.Read(Served) > turn[Ticket])
            : leave;
        Step serving = Serving(looked);
        Step barrier = new("barrier in all threads", turn =>
        {
            if (flaw != WakeUpFlaw.NoBarrier)
            {
                turn.ProcessWideBarrier();
            }

            return serving;
        });
        Step announcing = isLate ? serving : Announcing(1, barrier);
        Step queue = new("stands in line", turn =>
        {
            turn[Ticket] = turn.Read(Queued);
            turn.Exchange(Queued, turn[Ticket] + 1);
            return turn[Ticket] == turn.Read(Served) ? announcing : serving;
        });
        return new Step("comes to the line", turn =>
        {
            turn.Enter(LineGate);
            return queue;
        });
    }

    /// <summary>Tells all returners that somebody waits, or that nobody does.</summary>
    private Step Announcing(int hasWaiters, Step then, Func<Turn, bool>? isUseless = null)
    {
        Step exit = new("has told the returners", turn =>
        {
            turn.Exit(DepotGate);
            return then;
        });
        Step next = exit;
        for (int slot = returners.Count - 1; slot >= 0; slot--)
        {
            (int cell, int isHot, Step following) = (InPlace(slot), IsHot(slot), next);
            next = new Step(hasWaiters != 0 ? "clears a returner's flag" : "sets a returner's flag", turn =>
            {
                if (turn.Read(isHot) != 0 && (hasWaiters != 0 || flaw != WakeUpFlaw.FlagNotRestored))
                {
                    turn.Write(cell, 1 - hasWaiters);
                }

                return following;
            });
        }

        return new Step(hasWaiters != 0 ? "tells that somebody waits" : "tells that nobody waits", turn =>
        {
            if (isUseless?.Invoke(turn) == true)
            {
                return then;
            }

            turn.Enter(DepotGate);
            turn.WriteRelease(HasWaiters, hasWaiters);
            return next;
        });
    }

    /// <summary>Serves the first in line as long as there are idle buffers. Within the line's lock.</summary>
    private Step Serving(Step then)
    {
        Step? again = null;
        Step ended = Announcing(0, then);
        Step grant = new("grants it", turn =>
        {
            turn[Found] = 0;
            turn.Exchange(Served, turn.Read(Served) + 1);
            return turn.Read(Served) == turn.Read(Queued) ? ended : again;
        });
        Step exit = new("has looked for idle buffers", turn =>
        {
            turn.Exit(DepotGate);
            return turn[Found] != 0 ? grant : then;
        });
        Step next = exit;
        for (int slot = returners.Count - 1; slot >= 0; slot--)
        {
            (int cell, Step following) = (Generation(slot), next);
            next = new Step("looks at a ring", turn =>
            {
                turn[Found] = turn.CompareExchange(cell, Taken, Idle) ? 1 : 0;
                return turn[Found] != 0 ? exit : following;
            });
        }

        Step first = next;
        again = new Step("looks for the first in line", turn =>
        {
            if (turn.Read(Served) == turn.Read(Queued))
            {
                return then;
            }

            turn.Enter(DepotGate);
            int idle = turn.Read(IdleInDepot);
            if (idle > 0)
            {
                turn.Exchange(IdleInDepot, idle - 1);
                turn[Found] = 1;
                return exit;
            }

            return first;
        });
        return again;
    }
}
