namespace Souk.Recommend.Interactions;

/// <summary>
/// Keeps newcomers from lifting an object alone: in a burst of fake orders most of the liking comes from accounts that
/// were opened for it. What newcomers add to an object counts only as long as their share is not far above what is
/// usual in the marketplace.
/// </summary>
internal static class BurstGuard
{
    /// <summary>A subject is a newcomer until it is older than a day or has dealt with this many objects.</summary>
    internal const int NewcomerEntries = 3;

    /// <summary>What newcomers may add a day whatever the share: new objects start with newcomers too.</summary>
    internal const double Allowance = 10;

    /// <summary>How many times the usual share is let through.</summary>
    internal const double Tolerance = 4;

    /// <summary>The half-life of the counts, and a newcomer's age, in microseconds: a day.</summary>
    internal const long Day = 86_400_000_000;

    /// <summary>Whether a subject is a newcomer.</summary>
    internal static bool IsNewcomer(in SubjectBlock subject, long now) =>
        now - subject.FirstSeen < Day && subject.Count < NewcomerEntries;

    /// <summary>Counts one more liking and says whether it adds to the object.</summary>
    internal static bool Admit(ref NewcomerGains target, ref NewcomerGains all, bool isNewcomer, long now)
    {
        target.Decay(now, Day);
        all.Decay(now, Day);
        if (!isNewcomer)
        {
            target.FromOthers++;
            all.FromOthers++;
            return true;
        }

        double usual = all.FromNewcomers / Math.Max(1, all.FromOthers);
        bool isAdmitted = target.FromNewcomers < Allowance + (Tolerance * usual * target.FromOthers)
            || all.FromOthers < Allowance;
        target.FromNewcomers++;
        if (isAdmitted)
        {
            // What is held back must not raise what counts as usual.
            all.FromNewcomers++;
        }

        return isAdmitted;
    }
}
