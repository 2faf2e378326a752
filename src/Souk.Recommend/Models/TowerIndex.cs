using Souk.Core.Definition;
using Souk.Learning.Deep;

namespace Souk.Recommend.Models;

/// <summary>A two-tower model (Yi et al., 2019): objects are placed by their id and their attributes, so that those
/// that nobody liked yet stand beside what is like them; subjects by what they like.</summary>
internal sealed class TowerIndex(TwoTowerModel model, string[] ids) : RecallModel(ids)
{
    private readonly VectorNeighbours _neighbours = VectorNeighbours.Among(model.ItemFactors);

    internal override RecallSource Source => RecallSource.Towers;

    internal static TowerIndex Load(Stream stream, string[] ids, long likings)
    {
        TwoTowerModel model = TwoTowerModel.Load(stream);
        CheckObjects(model.ItemFactors.Rows, ids);
        return new TowerIndex(model, ids) { Likings = likings };
    }

    // Beside the history there is one feature, the same for all.
    private protected override List<(int Column, float Score)> Nearest(int[] columns, float[] weights)
    {
        float[] vector = new float[model.Factors];
        model.PlaceUser([0], [1], [0], columns, vector);
        return _neighbours.Of(vector);
    }

    private protected override void SaveModel(Stream stream) => model.Save(stream);
}
