using System.Runtime.InteropServices;
using Souk.Recommend.Interactions;

namespace Souk.Recommend.Recall;

/// <summary>
/// What came in the sessions of others that are most like the session under way: V-SKNN (Ludewig and Jannach, 2018)
/// with rarity of the shared objects, age of the sessions and distance from the shared object as in STAN (Garg et al.,
/// 2019), over the newest subjects of each object. Nothing is trained: a session counts from its second event on.
/// </summary>
internal static class SessionRecall
{
    // Chosen on the last 4 % of the training sessions of RetailRocket; see docs/recommend.md.
    private const double PrefixDecay = 0.8;
    private const double MatchDecay = 0.1;

    /// <summary>What came in sessions like the one under way.</summary>
    internal static void SessionNeighbours(RecallContext context, CandidatePool pool)
    {
        List<Anchor> session = SessionOf(context.Anchors);
        Dictionary<uint, Likeness> found = FindSessions(context, session);
        if (context.Surface.For == context.Surface.Actor)
        {
            found.Remove(context.Subject);
        }

        KeyValuePair<uint, Likeness>[] sessions = [.. found];
        Array.Sort(sessions, static (a, b) =>
            a.Value.Weight == b.Value.Weight ? a.Key.CompareTo(b.Key) : b.Value.Weight.CompareTo(a.Value.Weight));
        Span<SubjectEntry> entries = stackalloc SubjectEntry[InteractionLimits.EntriesPerSubject];
        for (int i = 0; i < Math.Min(sessions.Length, RecallLimits.SessionNeighbours); i++)
        {
            Vote(context, pool, sessions[i].Key, sessions[i].Value, entries);
        }
    }

    // The objects of the session under way, the newest first; those of one moment in the order that the request gave.
    private static List<Anchor> SessionOf(IReadOnlyList<Anchor> anchors)
    {
        long newest = anchors.Count == 0 ? 0 : anchors.Max(a => a.Time);
        return
        [
            .. anchors.Where(a => newest - a.Time < InteractionLimits.Session.Microseconds)
                .OrderByDescending(a => a.Time),
        ];
    }

    private static Dictionary<uint, Likeness> FindSessions(RecallContext context, List<Anchor> session)
    {
        Dictionary<uint, Likeness> found = [];
        double sessions = Math.Max(1, context.Space.Totals.Sessions);
        for (int i = 0; i < session.Count; i++)
        {
            uint target = session[i].Object;
            if (context.Space.FindObject(target) is not (uint block and > 0))
            {
                continue;
            }

            double rarity = Math.Log(1 + (sessions / Math.Max(1, context.Space.ReadObject(block).Sessions)));
            double weight = Math.Exp(-PrefixDecay * i) * rarity * rarity;
            foreach (uint subject in context.Space.RecentOf(block))
            {
                ref Likeness likeness = ref CollectionsMarshal.GetValueRefOrAddDefault(
                    found, subject, out bool isKnown);
                likeness = new Likeness(likeness.Weight + weight, isKnown ? likeness.Shared : target);
            }
        }

        return found;
    }

    // The others of the session fade with the distance from the newest shared object.
    private static void Vote(
        RecallContext context, CandidatePool pool, uint subject, Likeness likeness, Span<SubjectEntry> entries)
    {
        int count = SessionAround(
            context.Space.EntriesOf(context.Space.FindSubject(subject)), likeness.Shared, entries);
        Span<SubjectEntry> session = entries[..count];
        session.Sort(static (a, b) => a.Time == b.Time ? a.Object.CompareTo(b.Object) : a.Time.CompareTo(b.Time));
        int match = IndexOf(session, likeness.Shared);
        if (match < 0)
        {
            return;
        }

        double age = context.Now - session[match].Time;
        double weight = likeness.Weight * Math.Pow(
            2, -Math.Max(0, age) / context.Space.Plan.Surface.HalfLife.Microseconds)
            / Math.Sqrt(count);
        for (int i = 0; i < count; i++)
        {
            if (i != match)
            {
                pool.Add(session[i].Object, weight * Math.Exp(-MatchDecay * Math.Abs(i - match)));
            }
        }
    }

    // What a subject liked within a session's time of when it liked an object.
    private static int SessionAround(ReadOnlySpan<SubjectEntry> from, uint shared, Span<SubjectEntry> into)
    {
        int at = IndexOf(from, shared);
        int count = 0;
        for (int i = 0; at >= 0 && i < from.Length; i++)
        {
            if (from[i].Weight > 0 && Math.Abs(from[i].Time - from[at].Time) < InteractionLimits.Session.Microseconds)
            {
                into[count++] = from[i];
            }
        }

        return count;
    }

    private static int IndexOf(ReadOnlySpan<SubjectEntry> entries, uint target)
    {
        for (int i = 0; i < entries.Length; i++)
        {
            if (entries[i].Object == target)
            {
                return i;
            }
        }

        return -1;
    }

    private readonly record struct Likeness(double Weight, uint Shared);
}
