using Souk.Core;

namespace Souk.Recommend.Interactions;

/// <summary>The bounds of what is remembered of interactions, so that memory follows the number of active subjects and
/// objects and not the traffic.</summary>
public static class InteractionLimits
{
    /// <summary>The objects remembered of a subject that it liked or disliked: what is older says little.</summary>
    public const int LikedPerSubject = 64;

    /// <summary>The objects remembered of a subject that were only shown to it, about four pages: what it passed by
    /// lately tells what it no longer likes.</summary>
    public const int ShownPerSubject = 32;

    /// <summary>The objects remembered of a subject in all: at most 5 KiB.</summary>
    public const int EntriesPerSubject = LikedPerSubject + ShownPerSubject;

    /// <summary>The newest subjects remembered of an object, for similar subjects and as evidence.</summary>
    public const int SubjectsPerObject = 32;

    /// <summary>The objects remembered beside an object, for each of the two ways of going together.</summary>
    public const int NeighboursPerObject = 64;

    /// <summary>The objects of a session or basket that a new one is paired with, newest first: long sessions of robots
    /// would cost the square of their length.</summary>
    public const int PairsPerEvent = 16;

    /// <summary>The objects in the list of trends over all, and in that of one group.</summary>
    public const int Leaders = 200;

    /// <summary>The most groups with a list of their own; a text that is different in every object is no
    /// group.</summary>
    public const int Groups = 4_096;

    /// <summary>The newest objects that are explored.</summary>
    public const int Newcomers = 256;

    /// <summary>Idle subjects and objects that are let go an event, so that no event waits for many.</summary>
    public const int ForgottenPerEvent = 4;

    /// <summary>Subjects and objects without any event for this long are let go.</summary>
    public static readonly Duration Idle = Duration.FromDays(180);

    /// <summary>Objects liked within this time of each other by one subject go together in a session.</summary>
    public static readonly Duration Session = Duration.FromHours(1);

    /// <summary>Objects whose goal one subject reached within this time go together in a basket.</summary>
    public static readonly Duration Basket = Duration.FromDays(1);

    /// <summary>The half-life of what a subject did lately, beside the surface's for all that it likes.</summary>
    public static readonly Duration Recent = Duration.FromDays(1);

    /// <summary>The half-life of trends.</summary>
    public static readonly Duration Trend = Duration.FromDays(1);

    /// <summary>How much what happened then counts lately, where the newest counts 1: who was away for long is known by
    /// its last days.</summary>
    internal static double Recency(long time, long newest) =>
        Math.Pow(2, -Math.Max(0, newest - time) / (double)Recent.Microseconds);
}
