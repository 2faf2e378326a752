using Souk.Learning.Evaluation;

namespace Souk.Risk.Models.Training;

/// <summary>How a version did against the one in force on matured events that neither had learnt from.</summary>
/// <param name="Rows">How many events.</param>
/// <param name="Bad">How many of them are bad.</param>
/// <param name="Auc">The area under the ROC curve of the version that would be promoted.</param>
/// <param name="ChampionAuc">That of the version in force; NaN if there is none.</param>
/// <param name="Saved">The money that the version saves against the one in force, or against letting everything through
/// if there is none, and its 95 % interval.</param>
public sealed record ModelTrial(int Rows, int Bad, Estimate Auc, double ChampionAuc, Estimate Saved)
{
    /// <summary>The fewest bad events that a trial can be decided by.</summary>
    public const int LeastBad = 20;

    /// <summary>Whether the version may be promoted: there are bad events enough, and the interval of the money it
    /// saves lies above 0.</summary>
    public bool IsBetter => Bad >= LeastBad && Saved.Lower > 0;

    /// <summary>The finding in words.</summary>
    public string Finding => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"on {Rows} later matured events, {Bad} of them bad: saves {Saved.Value:0.##} more ({Saved.Lower:0.##} to "
        + $"{Saved.Upper:0.##}), AUC {Auc.Value:0.####} against {ChampionAuc:0.####}");

    /// <summary>Tries a model on rows.</summary>
    /// <param name="rows">Rows of its columns from after its training.</param>
    /// <param name="model">The model.</param>
    /// <param name="championRows">The same events with the columns of the version in force.</param>
    /// <param name="champion">The version in force, or null.</param>
    /// <exception cref="ArgumentException">The rows are not of the same events.</exception>
    public static ModelTrial Run(
        RiskTrainingRows rows, RiskModel model, RiskTrainingRows? championRows, RiskModel? champion)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(model);
        if (championRows is not null && !rows.Positions.SequenceEqual(championRows.Positions))
        {
            throw new ArgumentException(
                "The rows of the two versions are not of the same events.", nameof(championRows));
        }

        double[] own = Probabilities(rows, model);
        double[]? others = champion is null ? null : Probabilities(championRows!, champion);
        double[] differences = new double[rows.Count];
        for (int r = 0; r < differences.Length; r++)
        {
            bool isBad = rows.Labels[r] > 0;
            double before = others is null
                ? rows.Costs.OfApprove(isBad, rows.Amounts[r])
                : rows.Costs.Of(isBad, rows.Amounts[r], others[r], champion!.Thresholds);
            differences[r] = before - rows.Costs.Of(isBad, rows.Amounts[r], own[r], model.Thresholds);
        }

        float[] labels = [.. rows.Labels];
        bool hasBoth = rows.Bad > 0 && rows.Bad < rows.Count;
        Estimate none = new(double.NaN, double.NaN, double.NaN, double.NaN);
        return new ModelTrial(
            rows.Count, rows.Bad,
            hasBoth ? BinaryEvaluation.Auc(own, labels) : none,
            hasBoth && others is not null ? BinaryEvaluation.Auc(others, labels).Value : double.NaN,
            rows.Count == 0 ? none : MoneySaved.Sum(differences));
    }

    private static double[] Probabilities(RiskTrainingRows rows, RiskModel model)
    {
        double[] probabilities = new double[rows.Count];
        for (int r = 0; r < probabilities.Length; r++)
        {
            probabilities[r] = model.Probability(rows.Row(r));
        }

        return probabilities;
    }
}
