using Souk.Learning.Numerics;
using Souk.Learning.Persistence;

namespace Souk.Learning.Factorization;

/// <summary>A model of <see cref="SampledFactorization"/>. Trained on cosines, all vectors have length one, so that scores
/// are cosines.</summary>
public sealed class SampledFactorizationModel : FactorModel
{
    private const string Kind = "sampled-factorization";
    private const int Layout = 1;

    internal SampledFactorizationModel(VectorTable users, VectorTable items)
        : base(users, items)
    {
    }

    /// <summary>Writes the model.</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, Layout);
        VectorTableFormat.Write(writer, UserFactors);
        VectorTableFormat.Write(writer, ItemFactors);
        writer.Complete();
    }

    /// <summary>Reads a model of <see cref="Save"/>. The stream must be seekable.</summary>
    /// <exception cref="InvalidDataException">It is another file, or damaged.</exception>
    public static SampledFactorizationModel Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, Layout);
        VectorTable users = VectorTableFormat.Read(reader);
        VectorTable items = VectorTableFormat.Read(reader);
        reader.Complete();
        return new SampledFactorizationModel(users, items);
    }
}
