using Souk.Risk.Decisions;
using Souk.Risk.Policies;

namespace Souk.Risk.Models;

/// <summary>A model of a checkpoint's policy at work: the version in force, and beside it a challenger, which is scored
/// and recorded and decides nothing.</summary>
internal sealed class ModelSlot(ModelUse use, ModelScorer? champion, int version, ModelScorer? challenger)
{
    internal ModelUse Use { get; } = use;

    internal ModelScorer? Champion { get; } = champion;

    internal ModelScorer? Challenger { get; } = challenger;

    /// <summary>What the columns of both read.</summary>
    internal IEnumerable<string> Members => (Champion?.Members ?? []).Concat(Challenger?.Members ?? []);

    /// <summary>The version in force; 0 if there is none.</summary>
    internal int Version { get; } = version;

    /// <summary>The probability of the newest event; NaN if the model failed.</summary>
    internal double Probability { get; private set; }

    /// <summary>Whether there is no version in force, it does not fit the definition, or it gave no number.</summary>
    internal bool IsFault => double.IsNaN(Probability);

    /// <summary>What the model says by its thresholds: approve where it does not decide or failed.</summary>
    internal RiskOutcome Outcome { get; private set; }

    internal void Run(DecisionContext context)
    {
        Champion?.Run(context);
        Challenger?.Run(context);
        Probability = Champion?.Probability ?? double.NaN;
        Outcome = RiskOutcome.Approve;
        if (Use.Decides && Champion is not null)
        {
            ModelThresholds thresholds = Champion.Model.Thresholds;
            Outcome = Probability >= thresholds.Decline ? RiskOutcome.Decline
                : Probability >= thresholds.Review ? RiskOutcome.Review
                : RiskOutcome.Approve;
        }
    }
}
