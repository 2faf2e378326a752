using Souk.Core.Events;
using Souk.Expressions;
using Souk.Features.Reading;
using Souk.Graph.Rings;
using Souk.Risk.Lists;
using Souk.Risk.Models;

namespace Souk.Risk.Decisions;

/// <summary>What the expressions of a policy read: the event, the feature columns that the policy uses (by their index
/// in the definition), the links and rings of its subject, and the lists. Reused for every event.</summary>
internal sealed class DecisionContext(int columns, int links, ListTable lists, RingProjection? rings)
{
    private static readonly CelFault _noScore = CelFault.Of(CelErrorCode.NoSuchKey, "the model gave no score");

    internal EventView Event { get; set; } = null!;

    internal ColumnValues Columns { get; } = new(columns);

    internal double[] Links { get; } = new double[links];

    /// <summary>Means over the subject's neighbours, by the index of the column; NaN where there is none.</summary>
    internal double[] Neighbours { get; } = new double[columns];

    /// <summary>The models of the checkpoint that is decided on, scored.</summary>
    internal ModelSlot[] Models { get; set; } = [];

    internal bool HasLink(int column) => !double.IsNaN(Links[column]);

    internal double Link(int column) => Links[column];

    internal bool HasNeighbour(int column) => !double.IsNaN(Neighbours[column]);

    internal double Neighbour(int column) => Neighbours[column];

    internal RingStanding Ring(string kind, int field) =>
        rings is null || !Event.Has(field) ? default : rings.Find(kind, Event.Text(field), Event.Time);

    // A model that failed is missing: a condition that reads it does not hold, and the model's fallback applies.
    internal CelResult<double> Score(string model)
    {
        foreach (ModelSlot slot in Models)
        {
            if (slot.Use.Name == model)
            {
                return slot.IsFault ? CelResult<double>.Failed(_noScore) : CelResult<double>.Ok(slot.Probability);
            }
        }

        return CelResult<double>.Failed(_noScore);
    }

    internal bool InList(string list, string value) => lists.Contains(list, value, Event.Time);

    internal double ListScore(string list, string value) => lists.Find(list, value, Event.Time)?.Score ?? 0;
}
