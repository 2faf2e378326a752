namespace Souk.Recommend.Training;

/// <summary>What the rows of a training come from.</summary>
public enum RowOrigin
{
    /// <summary>Impressions of the surface itself.</summary>
    OwnImpressions,

    /// <summary>Impressions of any surface of the same objects.</summary>
    AllImpressions,

    /// <summary>Goals against objects that recall would have given.</summary>
    Goals,
}
