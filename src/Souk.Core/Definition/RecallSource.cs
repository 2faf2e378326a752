namespace Souk.Core.Definition;

/// <summary>Where the candidates of a surface come from.</summary>
public enum RecallSource
{
    /// <summary>Objects that are liked together with the newest ones of the subject, by live counts.</summary>
    Neighbours,

    /// <summary>Objects that were looked at in the same sessions.</summary>
    CoViewed,

    /// <summary>Objects that were bought by the same subjects within a basket's time.</summary>
    CoBought,

    /// <summary>Matrix factorization, trained in the background, with the newest interactions folded in live.</summary>
    Factors,

    /// <summary>What is sought after now, over all and in the groups that the subject likes.</summary>
    Trending,

    /// <summary>Objects of the sellers and creators that the subject deals with most.</summary>
    Followed,

    /// <summary>Objects of subjects that like the same ones: similar shoppers, creators with a similar
    /// audience.</summary>
    SimilarSubjects,

    /// <summary>Objects that are new, explored by Thompson sampling.</summary>
    NewObjects,

    /// <summary>What the subject itself came back to.</summary>
    Repeat,

    /// <summary>What came in the sessions of others that are most like the session under way.</summary>
    SessionNeighbours,

    /// <summary>Objects whose vectors, learned in the background from what is liked in a row (item2vec), point where
    /// those of the subject's do.</summary>
    Embeddings,

    /// <summary>A two-tower model, trained in the background, that places objects by their attributes too and subjects
    /// by what they like.</summary>
    Towers,

    /// <summary>New objects whose texts and attributes are like those of what the subject likes or says it
    /// prefers.</summary>
    Content,

    /// <summary>What is sought after in the groups that the subject says it prefers, until more is known of
    /// it.</summary>
    Preferred,
}
