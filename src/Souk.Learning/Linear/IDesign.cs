namespace Souk.Learning.Linear;

/// <summary>A matrix of features as a linear model's training sees it: the two products that a gradient
/// takes.</summary>
internal interface IDesign
{
    int Rows { get; }

    int Columns { get; }

    /// <summary>Adds the product of the matrix with weights to the rows' scores.</summary>
    void AddScores(double[] weights, double[] scores, int threads);

    /// <summary>Writes the product of the transposed matrix with the rows' residuals.</summary>
    void Gradient(double[] residuals, double[] gradient, int threads);
}
