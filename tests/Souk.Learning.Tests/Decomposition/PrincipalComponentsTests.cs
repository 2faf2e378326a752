using Souk.Learning.Data;
using Souk.Learning.Decomposition;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Decomposition;

public sealed class PrincipalComponentsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Fit_finds_the_direction_of_a_line()
    {
        var data = new DenseMatrix(200, 3);
        var random = new SeededRandom(1);
        for (int r = 0; r < data.Rows; r++)
        {
            float t = (float)random.NextGaussian();
            Span<float> row = data.Row(r);
            row[0] = 5 + (3 * t);
            row[1] = -2 + (4 * t);
            row[2] = 100 + (0.01f * (float)random.NextGaussian());
        }

        var options = new PrincipalComponentsOptions { Standardize = false };
        PrincipalComponents model = PrincipalComponents.Fit(data, options, Cancel);
        ReadOnlySpan<float> direction = model.Direction(0);
        Assert.Equal(0.6, Math.Abs(direction[0]), 1e-3);
        Assert.Equal(0.8, Math.Abs(direction[1]), 1e-3);
        Assert.Equal(0.75f, direction[0] / direction[1], 1e-3f);
        Assert.True(model.Variances[0] > 1000 * model.Variances[1]);
    }

    [Fact]
    public void Fit_keeps_all_variance_with_all_components()
    {
        DenseMatrix data = RandomizedSvdTests.Random(300, 8, 2);
        PrincipalComponents model = PrincipalComponents.Fit(data, new PrincipalComponentsOptions(), Cancel);
        Assert.Equal(8, model.Components);
        Assert.Equal(model.TotalVariance, model.Variances.Sum(), 1e-3);
        Span<float> coordinates = new float[8];
        Assert.Equal(0, model.Transform(data.Row(0), coordinates), 1e-3);
    }

    [Fact]
    public void Fit_wide_matrix_agrees_with_the_variance_along_its_directions()
    {
        // Above 512 columns the randomized way runs: the variance of the coordinates must be what it says.
        DenseMatrix data = RandomizedSvdTests.Random(60, 600, 3);
        PrincipalComponents model = PrincipalComponents.Fit(
            data, new PrincipalComponentsOptions { Components = 4 }, Cancel);
        DenseMatrix coordinates = model.Transform(data);
        for (int k = 0; k < 4; k++)
        {
            double squares = 0;
            for (int r = 0; r < data.Rows; r++)
            {
                squares += coordinates.Row(r)[k] * (double)coordinates.Row(r)[k] / data.Rows;
            }

            Assert.Equal(model.Variances[k], squares, 0.01 * model.Variances[k]);
        }
    }

    [Fact]
    public void Fit_constant_rows_has_no_components()
    {
        PrincipalComponents model = PrincipalComponents.Fit(
            new DenseMatrix(5, 2), new PrincipalComponentsOptions(), Cancel);
        Assert.Equal(0, model.Components);
    }

    [Fact]
    public void Load_gives_the_saved_model()
    {
        DenseMatrix data = RandomizedSvdTests.Random(50, 6, 4);
        PrincipalComponents model = PrincipalComponents.Fit(data, new PrincipalComponentsOptions(), Cancel);
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        Assert.Equal(model.Transform(data).Values, PrincipalComponents.Load(stream).Transform(data).Values);
    }
}
