namespace Souk.Recommend.Interactions;

/// <summary>
/// Keeps newcomers from lifting an object alone: in a burst of fake orders most of the liking comes from accounts that
/// were opened for it. What newcomers add to an object counts only as long as their share is not far above what is
/// usual in the marketplace.
/// </summary>
internal static class BurstGuard
{
    /// <summary>The likings that newcomers may add a day whatever the share: new objects start with newcomers too. A
    /// purchase comes after a click and a look, so that it takes more than one newcomer to make the first one
    /// count.</summary>
    internal const double Allowance = 2;

    /// <summary>Until so many likings came from others, the marketplace itself is new, and nobody is held
    /// back.</summary>
    internal const double Beginning = 10;

    /// <summary>How many times the usual share is let through.</summary>
    internal const double Tolerance = 4;

    /// <summary>The half-life of the counts, and a newcomer's age, in microseconds: a day.</summary>
    internal const long Day = 86_400_000_000;

    /// <summary>Whether a subject is a newcomer: seen for less than a day.</summary>
    internal static bool IsNewcomer(in SubjectBlock subject, long now) => now - subject.FirstSeen < Day;

    /// <summary>Whether newcomers have no larger share of an object's likings than the tolerance of what is usual,
    /// without the allowance.</summary>
    internal static bool IsUsual(in NewcomerGains target, in NewcomerGains all) =>
        target.FromNewcomers <= Tolerance * UsualShare(in all) * (target.FromOthers + 1)
        || all.FromOthers < Beginning;

    private static double UsualShare(in NewcomerGains all) => all.FromNewcomers / Math.Max(1, all.FromOthers);

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

        double usual = UsualShare(in all);

        // One is added to the others, so that in a young marketplace, where newcomers are usual, nothing is held back.
        bool isAdmitted = target.FromNewcomers < Allowance + (Tolerance * usual * (target.FromOthers + 1))
            || all.FromOthers < Beginning;
        target.FromNewcomers++;
        if (isAdmitted)
        {
            // What is held back must not raise what counts as usual.
            all.FromNewcomers++;
        }

        return isAdmitted;
    }
}
