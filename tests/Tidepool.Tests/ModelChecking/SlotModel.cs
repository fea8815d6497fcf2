namespace Tidepool.Tests.ModelChecking;

/// <summary>What is wrong with the protocol in a <see cref="SlotModel"/>.</summary>
public enum SlotFlaw
{
    None,
    NoBarrier,
    HomeReadBeforeStore,
    EvictedSlotUsedAgain,
    ForeignReturnDoesNotLookAgain,
    GivenUpRentIsForgotten,

    /// <summary>A return at home that an eviction overtook doesn't look at its home again.</summary>
    OvertakenReturnUnnoticed,
    /// <summary>Who claimed a slot brings it back unless an evictor has dealt with it, even though its home thread, which returned the same lease, has
    /// written over the claim and perhaps rented the slot again.</summary>
    OnlySettledSlotsLeftAlone,
}

/// <summary>
/// One array. Its home thread rents and returns it by plain stores and may pass a lease on, or return it twice; another thread returns what it was passed;
/// a third evicts the slot and then, like a fourth, rents the array from the depot.
/// </summary>
/// <param name="flaw">What to leave out or do wrongly.</param>
internal sealed class SlotModel(SlotFlaw flaw)
{
    // Memory.
    private const int Gate = 0;
    private const int Generation = 1;
    private const int Home = 2;
    private const int InPlace = 3;
    private const int IsSettled = 4;
    private const int InDepot = 5;
    private const int Passed = 6;
    private const int HomeHasEnded = 7;
    private const int Cells = 8;

    // Locals.
    private const int Holds = 0;
    private const int Seen = 1;
    private const int Rounds = 2;
    private const int Both = 3;
    private const int Locals = 4;

    // Homes.
    private const int Thread = 0;
    private const int Evicted = 1;

    // Generations, as the real ones.
    private const int FirstIdle = 4;
    private const int RentAtHome = 1;
    private const int ReturnHome = 3;
    private const int Claim = 2;

    private const int HomeRounds = 2;

    /// <summary>Steps are compared by identity, so each is made once.</summary>
    private readonly Dictionary<(string Name, Step Then), Step> _built = [];

    /// <param name="ignoresLosses">Go on to faults that are worse than a lost array.</param>
    internal Exploration Explore(bool ignoresLosses = false)
    {
        World start = new(Cells, Locals, [HomeThread(), ForeignReturner(), Evictor(DepotRenter(null)), DepotRenter(null)]);
        start[Generation] = FirstIdle;
        start[InPlace] = 1;
        return Explorer.Explore(start, Check, ignoresLosses ? static _ => null : CheckEnd);
    }

    private static bool IsIdleAtHome(int generation) => generation % 4 == 0;

    private static string? Check(World world)
    {
        int holders = world[InDepot];
        for (int actor = 0; actor < world.Actors; actor++)
        {
            holders += world.LocalOf(actor, Holds);
        }

        return holders > 1 ? "The array is in two hands." : null;
    }

    private static string? CheckEnd(World end)
    {
        for (int actor = 0; actor < end.Actors; actor++)
        {
            if (!end.HasEnded(actor))
            {
                return "Somebody is stuck.";
            }
        }

        if (end[InDepot] == 1 || (end[Home] == Thread && IsIdleAtHome(end[Generation])))
        {
            return null;
        }

        return end[Home] == Evicted && end[IsSettled] == 0 && IsIdleAtHome(end[Generation])
            ? "The array is lost: its home thread returned it at the moment of its eviction."
            : "The array is lost.";
    }

    private Step HomeThread()
    {
        Step? rent = null;
        Step end = new("ends", turn =>
        {
            turn.Exchange(HomeHasEnded, 1);
            return null;
        });
        Step goOn = new("goes on", turn => ++turn[Rounds] < HomeRounds ? rent : end);
        Step use = new("decides how to return", turn =>
        {
            turn[Holds] = 0;
            turn[Both] = turn.Choose(3);
            return turn[Both] == 0 ? ReturnAtHome(goOn) : PassOn(goOn);
        });
        Step giveUp = GiveUp(end);
        Step checkHome = new("looks at its home after the store", turn =>
        {
            bool isHome = turn.Read(Home) == Thread;
            turn[Holds] = isHome ? 1 : 0;
            return isHome ? use : giveUp;
        });
        Step store = new("stores rented", turn =>
        {
            turn[Seen] += RentAtHome;
            turn.WriteRelease(Generation, turn[Seen]);
            if (flaw == SlotFlaw.HomeReadBeforeStore)
            {
                turn[Holds] = 1;
                return use;
            }

            return checkHome;
        });
        Step checkHomeFirst = new("looks at its home before the store", turn => turn.Read(Home) == Thread ? store : end);
        rent = new Step("looks for an idle slot", turn =>
        {
            turn[Seen] = turn.Read(Generation);
            return !IsIdleAtHome(turn[Seen]) ? goOn : flaw == SlotFlaw.HomeReadBeforeStore ? checkHomeFirst : store;
        });
        return rent;
    }

    private Step Once(string name, Step then, Func<Step> build)
    {
        if (!_built.TryGetValue((name, then), out Step? step))
        {
            step = build();
            _built.Add((name, then), step);
        }

        return step;
    }

    private Step PassOn(Step then) => Once(nameof(PassOn), then, () => new Step("passes the lease on", turn =>
    {
        turn.WaitUntil(turn.Read(Passed) == 0);
        turn.Exchange(Passed, turn[Seen]);

        // A misuse: both return the lease.
        return turn[Both] == 2 ? ReturnAtHome(then) : then;
    }));

    private Step ReturnAtHome(Step then) => Once(nameof(ReturnAtHome), then, () =>
    {
        Step elsewhere = ReturnFromElsewhere(then);
        Step overtaken = TakeBackOvertaken(then);
        Step lookAgain = new("looks at its home after the return", turn => turn.Read(Home) == Thread ? then : overtaken);
        Step readFlag = new("reads the flag", turn => turn.Read(InPlace) != 0 || flaw == SlotFlaw.OvertakenReturnUnnoticed ? then : lookAgain);
        Step store = new("stores idle", turn =>
        {
            turn.WriteRelease(Generation, turn[Seen] + ReturnHome);
            return readFlag;
        });
        Step compare = new("compares the generation", turn => turn.Read(Generation) == turn[Seen] ? store : then);
        return new Step("looks at its home before the return", turn => turn.Read(Home) == Thread ? compare : elsewhere);
    });

    private Step ForeignReturner()
    {
        Step? elsewhere = null;
        Step take = new("takes the lease", turn =>
        {
            turn[Seen] = turn.Read(Passed);
            turn.WaitUntil(turn[Seen] != 0 || turn.Read(HomeHasEnded) != 0);
            turn.Exchange(Passed, 0);
            return turn[Seen] != 0 ? elsewhere : null;
        });
        elsewhere = ReturnFromElsewhere(take);
        return take;
    }

    private Step ReturnFromElsewhere(Step then)
    {
        Step overtaken = TakeBackOvertaken(then);
        Step takeBack = UnderLock("takes it back", then, turn =>
        {
            bool isOurs = flaw == SlotFlaw.OnlySettledSlotsLeftAlone
                ? turn.Read(IsSettled) == 0
                : turn.Read(Generation) == turn[Seen] + Claim;
            if (isOurs)
            {
                ToDepot(turn, turn[Seen] + Claim);
            }
        });
        Step lookAgain = new("looks at its home again", turn => turn.Read(Home) == Thread ? then : overtaken);
        Step toHome = new("returns by compare-exchange", turn =>
        {
            bool isReturned = turn.CompareExchange(Generation, turn[Seen] + ReturnHome, turn[Seen]);
            return isReturned && flaw != SlotFlaw.ForeignReturnDoesNotLookAgain ? lookAgain : then;
        });
        Step claim = new("claims", turn => turn.CompareExchange(Generation, turn[Seen] + Claim, turn[Seen]) ? takeBack : then);
        return new Step("looks at the slot's home", turn => turn.Read(Home) == Thread ? toHome : claim);
    }

    private static Step TakeBackOvertaken(Step then) => UnderLock("takes back what was evicted meanwhile", then, static turn =>
    {
        int idle = turn[Seen] + ReturnHome;
        if (turn.Read(Home) == Evicted && turn.Read(IsSettled) == 0 && turn.CompareExchange(Generation, idle - 1, idle))
        {
            ToDepot(turn, idle - 1);
        }
    });

    private Step GiveUp(Step then) => UnderLock("gives the rent up", then, turn =>
    {
        if (turn.Read(IsSettled) == 0 && flaw != SlotFlaw.GivenUpRentIsForgotten)
        {
            ToDepot(turn, turn[Seen] - RentAtHome - 1);
        }
    });

    /// <summary>Takes the slot out of its ring, with what the lock protects in one step at the end.</summary>
    private Step Evictor(Step then)
    {
        Step decide = new("looks at the generation", turn =>
        {
            int generation = turn.Read(Generation);
            if (IsIdleAtHome(generation))
            {
                ToDepot(turn, generation - 1);
            }

            turn.Exit(Gate);
            return then;
        });
        Step barrier = new("barrier in all threads", turn =>
        {
            if (flaw != SlotFlaw.NoBarrier)
            {
                turn.ProcessWideBarrier();
            }

            return decide;
        });
        Step clearFlag = new("clears the flag", turn =>
        {
            turn.Write(InPlace, 0);
            return barrier;
        });
        Step evict = new("takes the home away", turn =>
        {
            turn.WriteRelease(Home, Evicted);
            return flaw != SlotFlaw.OvertakenReturnUnnoticed ? clearFlag : barrier;
        });
        return new Step("begins to evict", turn =>
        {
            turn.Enter(Gate);
            return evict;
        });
    }

    /// <summary>Rents the array from the depot, in a new slot, and returns it.</summary>
    private Step DepotRenter(Step? then)
    {
        bool isOldSlot = flaw == SlotFlaw.EvictedSlotUsedAgain;
        void GiveBack(Turn turn)
        {
            turn.WaitUntil(turn.Read(Gate) == 0);
            turn[Holds] = 0;
            if (!isOldSlot)
            {
                turn.Exchange(InDepot, 1);
            }
            else if (turn.CompareExchange(Generation, turn[Seen] + Claim, turn[Seen]))
            {
                ToDepot(turn, turn[Seen] + Claim);
            }
        }

        Step giveBackAgain = new("returns it by a stale lease", turn =>
        {
            GiveBack(turn);
            return then;
        });
        Step giveBack = new("returns to the depot", turn =>
        {
            GiveBack(turn);
            return isOldSlot ? giveBackAgain : then;
        });
        return new Step("rents from the depot", turn =>
        {
            turn.WaitUntil(turn.Read(Gate) == 0);
            if (turn.Read(InDepot) == 0)
            {
                return then;
            }

            turn.Exchange(InDepot, 0);
            turn[Holds] = 1;
            if (isOldSlot)
            {
                turn[Seen] = turn.Read(Generation) + ReturnHome;
                turn.Exchange(Generation, turn[Seen]);
            }

            return giveBack;
        });
    }

    /// <summary>Something that only racing threads without the lock could come between, and where that changes nothing: one step.</summary>
    private static Step UnderLock(string name, Step then, Action<Turn> action) => new(name, turn =>
    {
        turn.WaitUntil(turn.Read(Gate) == 0);
        action(turn);
        return then;
    });

    private static void ToDepot(Turn turn, int claimed)
    {
        turn.Exchange(Generation, claimed - 1);
        turn.Exchange(IsSettled, 1);
        turn.Exchange(InDepot, turn.Read(InDepot) + 1);
    }
}
