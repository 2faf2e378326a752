using Souk.Bench.Data;
using Souk.Learning.Data;

namespace Souk.Bench.Supervised;

/// <summary>Amazon Employee Access as tables of categorical columns.</summary>
internal static class AmazonEmployeeTables
{
    /// <summary>Reads the published training and test rows.</summary>
    public static (LabelledTable Train, LabelledTable Test) Read(string dataFolder)
    {
        var data = AmazonEmployeeData.Read(dataFolder);
        var columns = new FeatureColumn[data.Columns.Length];
        for (int c = 0; c < columns.Length; c++)
        {
            columns[c] = FeatureColumn.FromTexts(
                data.Columns[c],
                [.. data.Values.Select(v => v[c].ToString(System.Globalization.CultureInfo.InvariantCulture))]);
        }

        var all = new LabelledTable(new FeatureTable(columns), new TrainingTargets(data.Labels));
        return (all.Select(data.TrainRows), all.Select(data.TestRows));
    }
}
