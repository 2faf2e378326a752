using Souk.Core.Events;
using Souk.Features.Reading;

namespace Souk.Recommend.Surfaces;

/// <summary>What the tags of a surface read for one object of a request. Reused; one thread at a time.</summary>
internal sealed class TagContext(EventView request, int columns, int figures)
{
    internal EventView Request { get; } = request;

    internal ColumnValues Columns { get; } = new(columns);

    internal float[] Figures { get; } = new float[figures];

    internal bool HasFigure(int index) => !float.IsNaN(Figures[index]);

    internal double Figure(int index) => Figures[index];
}
