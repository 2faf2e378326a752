namespace Souk.Learning.Deep;

/// <summary>How the tasks of a <see cref="MultiTaskNetwork"/> share what they learn.</summary>
public enum MultiTaskStructure
{
    /// <summary>Shared experts, mixed for each task by a gate of its own (MMoE; Ma et al., KDD 2018). A prediction is
    /// the probability of a task's label.</summary>
    MixtureOfExperts,

    /// <summary>Two tasks, click and conversion, learned over all impressions as p(click) and p(click) × p(conversion |
    /// click) (ESMM; Ma et al., SIGIR 2018), so that the conversion rate is not learned from clicked impressions alone.
    /// The predictions are these two factors.</summary>
    EntireSpace,
}
