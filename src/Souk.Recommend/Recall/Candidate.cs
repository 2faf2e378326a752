using Souk.Core.Definition;

namespace Souk.Recommend.Recall;

/// <summary>An object that may be recommended, with what each step found.</summary>
internal sealed class Candidate(uint target)
{
    private static readonly int _sources = Enum.GetValues<RecallSource>().Length;

    internal uint Object { get; } = target;

    internal string Id { get; set; } = string.Empty;

    /// <summary>The place in each source, from 1; 0 where the source did not give it.</summary>
    internal int[] Ranks { get; } = new int[_sources];

    /// <summary>The score in each source.</summary>
    internal float[] Scores { get; } = new float[_sources];

    /// <summary>The fused score of all sources.</summary>
    internal double Recall { get; set; }

    /// <summary>The place among the answer's rows of what the ranker reads, or -1.</summary>
    internal int Row { get; set; } = -1;

    /// <summary>The chance of the goal, or NaN where no model says.</summary>
    internal double Probability { get; set; } = double.NaN;

    /// <summary>The chance that the ranker gave, before it was corrected live; NaN where no model says.</summary>
    internal double ModelChance { get; set; } = double.NaN;

    /// <summary>What is added to the log-odds of that chance.</summary>
    internal double Correction { get; set; }

    /// <summary>What is added besides for this subject alone.</summary>
    internal double PersonalCorrection { get; set; }

    /// <summary>What reaching the goal is worth.</summary>
    internal double Worth { get; set; } = 1;

    /// <summary>The product of the boosts that hold.</summary>
    internal double Boost { get; set; } = 1;

    /// <summary>What it is ordered by, boosts included.</summary>
    internal double Value { get; set; }

    /// <summary>The place after ranking, from 1.</summary>
    internal int Rank { get; set; }

    /// <summary>The chance with which it was put where it stands.</summary>
    internal double Propensity { get; set; } = 1;

    /// <summary>The Beta distribution of how it is liked when shown; of the goal's chance where a ranker gives
    /// it.</summary>
    internal (double Likes, double Passes) Belief { get; set; } = (1, 1);

    /// <summary>How many times better than other new objects it suits the subject by its content, where no ranker knows
    /// the subject.</summary>
    internal double Affinity { get; set; } = 1;

    /// <summary>Whether it is explored as new.</summary>
    internal bool IsNew { get; set; }

    /// <summary>The bits of the attributes that reranking compares.</summary>
    internal long[] Attributes { get; set; } = [];

    /// <summary>Whether nothing but its place keeps it out of the answer.</summary>
    internal bool IsOutranked { get; set; }

    /// <summary>Why it is not in the answer, or null.</summary>
    internal string? Fate { get; set; }
}
