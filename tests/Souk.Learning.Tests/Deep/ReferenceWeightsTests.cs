using System.Text.Json;
using Souk.Learning.Deep;
using Souk.Learning.Deep.Weights;

namespace Souk.Learning.Tests.Deep;

/// <summary>Weights named and laid out as PyTorch does, and the scores that an independent script computed for them
/// (Reference/make.py: numpy, double precision; the file also mixes F16, F32 and F64).</summary>
public class ReferenceWeightsTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Deep", "Reference");

    [Fact]
    public void ImportWeights_DeepFm_ScoresAsTheReference()
    {
        using FileStream file = File.OpenRead(Path.Combine(Folder, "deepfm.safetensors"));
        DeepFmModel model = DeepFmModel.ImportWeights(file);
        Assert.Equal([7, 4], model.Hidden);
        Assert.True(model.HasInteractions);
        Assert.Equal((11, 3, 5), (model.Dimension, model.FieldCount, model.EmbeddingSize));
        int rows = 0;
        foreach (JsonElement row in Expected())
        {
            double score = model.Score(
                Numbers(row, "indices", e => e.GetInt32()), Numbers(row, "values", e => e.GetSingle()),
                Numbers(row, "fields", e => e.GetUInt16()));
            Assert.Equal(row.GetProperty("deepfm").GetDouble(), score, 2e-6);
            rows++;
        }

        Assert.Equal(12, rows);
    }

    [Fact]
    public void ImportWeights_Mixture_ScoresAsTheReference()
    {
        using FileStream file = File.OpenRead(Path.Combine(Folder, "mmoe.safetensors"));
        MultiTaskModel model = MultiTaskModel.ImportWeights(file);
        Assert.Equal(2, model.Tasks);
        double[] found = new double[2];
        foreach (JsonElement row in Expected())
        {
            model.Predict(
                Numbers(row, "indices", e => e.GetInt32()), Numbers(row, "values", e => e.GetSingle()),
                Numbers(row, "fields", e => e.GetUInt16()), found);
            for (int t = 0; t < 2; t++)
            {
                double score = row.GetProperty("mmoe")[t].GetDouble();
                Assert.Equal(1 / (1 + Math.Exp(-score)), found[t], 1e-6);
            }
        }
    }

    [Fact]
    public void ExportWeights_ImportedAgain_ScoresTheSameToTheBit()
    {
        DeepFmModel model = DeepFm.Fit(MadeRows.Pairs(100), new DeepFmOptions { Epochs = 1, EmbeddingSize = 7 });
        using var stream = new MemoryStream();
        model.ExportWeights(stream);
        stream.Position = 0;
        DeepFmModel again = DeepFmModel.ImportWeights(stream);
        Assert.Equal(model.Predict(MadeRows.Pairs(50, 2).Features), again.Predict(MadeRows.Pairs(50, 2).Features));
        DeepFmModel two = DeepFm.Fit(MadeRows.Pairs(50), new DeepFmOptions { Epochs = 1, Networks = 2 });
        Assert.Throws<InvalidOperationException>(() => two.ExportWeights(stream));
    }

    [Theory]
    [InlineData("mlp.2.weight", "mlp")]
    [InlineData("embedding.weight", "embedding.weight")]
    [InlineData("mlp.1.bias", "mlp.1.bias")]
    public void ImportWeights_TensorMissing_RefusedByName(string missing, string named)
    {
        InvalidDataException refused = Refused(tensors => [.. tensors.Where(t => t.Name != missing)]);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ImportWeights_TensorOfAnotherShapeUnknownOrNotFinite_RefusedByName()
    {
        Assert.Contains(
            "[4, 1]", Refused(t => [.. t.Where(x => x.Name != "mlp.1.bias"), new("mlp.1.bias", [4, 1], new float[4])])
                .Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "no place for tensor 'more'", Refused(t => [.. t, new("more", [1], new float[1])]).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "finite", Refused(t => [.. t.Where(x => x.Name != "bias"), new("bias", [1], [float.NaN])]).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "no whole number",
            Refused(t =>
            [
                .. t.Where(x => x.Name != "embedding.weight"), new("embedding.weight", [11, 4], new float[44]),
            ]).Message,
            StringComparison.Ordinal);
    }

    private static InvalidDataException Refused(Func<IReadOnlyList<SafeTensor>, SafeTensor[]> change)
    {
        using FileStream file = File.OpenRead(Path.Combine(Folder, "deepfm.safetensors"));
        using var changed = new MemoryStream();
        SafeTensorFile.Write(changed, change(SafeTensorFile.Read(file)));
        changed.Position = 0;
        return Assert.Throws<InvalidDataException>(() => DeepFmModel.ImportWeights(changed));
    }

    private static JsonElement[] Expected()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "expected.json")));
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    private static T[] Numbers<T>(JsonElement row, string name, Func<JsonElement, T> read) =>
        [.. row.GetProperty(name).EnumerateArray().Select(read)];
}
