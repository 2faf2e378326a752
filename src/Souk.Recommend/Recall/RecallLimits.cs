namespace Souk.Recommend.Recall;

/// <summary>The bounds of recall, so that an answer costs the same whatever the history.</summary>
public static class RecallLimits
{
    /// <summary>The candidates that one source gives.</summary>
    public const int PerSource = 100;

    /// <summary>The candidates that are ranked.</summary>
    public const int Ranked = 300;

    /// <summary>The objects of a subject that recall starts from: the heaviest of its newest.</summary>
    public const int Anchors = 20;

    /// <summary>The similar subjects that are looked at.</summary>
    public const int SimilarSubjects = 40;

    /// <summary>The sessions of others that are looked at; what is less alike adds little (Ludewig and Jannach, 2018,
    /// use 100 to 500).</summary>
    public const int SessionNeighbours = 200;

    /// <summary>An object is explored as new until it is this old, in days ...</summary>
    public const int NewDays = 14;

    /// <summary>... or was shown this often.</summary>
    public const int NewShown = 200;
}
